import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';

/**
 * A process that claims keys as handled, for tests that race several. Says "ready", waits for a word on its input,
 * claims all at once and says as JSON which it was the first for.
 */
const { values } = parseArgs({ options: { url: { type: 'string' }, keys: { type: 'string' } } });
const store = await openStore(values.url!, [DEFAULT_PROFILE]);
await store.ping();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const keys = Array.from({ length: Number(values.keys) }, (_, index) => `key ${index}`);
const firsts = await Promise.all(keys.map((key) => store.records.handled.first(key, new Date())));
process.stdout.write(`${JSON.stringify(keys.filter((_, index) => firsts[index]))}\n`);
await store.close();
process.stdin.destroy();
