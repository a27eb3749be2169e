import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';

/**
 * A process that races others for what is planned. Says "ready", waits for a word on its input, plans the same windows
 * as the others, tries to claim every delivery, and says as JSON which it planned next and which it claimed.
 */
const { values } = parseArgs({ options: { url: { type: 'string' }, name: { type: 'string' } } });
const store = await openStore(values.url!, [DEFAULT_PROFILE]);
await store.ping();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const { deliveries } = store.records;
const at = new Date();
const claimed: number[] = [];
const planned: string[] = [];
for (const delivery of await deliveries.list({ limit: 500 })) {
  if ((await deliveries.claim(delivery, values.name!, 60_000, at)) !== undefined) claimed.push(delivery.id);
}
for (let round = 0; round < 40; round++) {
  const next = await deliveries.planNext({ thing: 'series', target: 'herald', until: '9' }, (latest) => ({
    thing: 'series',
    window: String(Number(latest?.window ?? '1000') + 1),
    target: 'herald',
    plannedAt: at,
  }));
  if (next !== undefined) planned.push(next.window);
}
process.stdout.write(`${JSON.stringify({ claimed, planned })}\n`);
await store.close();
process.stdin.destroy();
