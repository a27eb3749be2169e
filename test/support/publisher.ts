import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { contentsOf, newRun, someUsers } from './store-runs.ts';

/**
 * A process that publishes one run, for tests that start several or kill one. Says "loading" when the first users are
 * in the database, and its outcome at the end; `--slow` then waits for ever in the middle of the load.
 */
const { values } = parseArgs({
  options: { url: { type: 'string' }, hash: { type: 'string' }, users: { type: 'string' }, slow: { type: 'boolean' } },
});
const users = someUsers(DEFAULT_PROFILE, Number(values.users));
const store = await openStore(values.url!, [DEFAULT_PROFILE]);
await store.migrate();
const previous = await store.runBefore(DEFAULT_PROFILE.name, '2025-06-01');
let said = false;
const saved = await store.publish(
  newRun(DEFAULT_PROFILE, '2025-06-01', values.hash!),
  contentsOf(users, {
    async *users() {
      for (let start = 0; start < users.length; start += 500) {
        yield users.slice(start, start + 500);
        if (values.slow && start > users.length / 2) await new Promise((resolve) => setTimeout(resolve, 600_000));
      }
    },
  }),
  previous?.id,
  () => {
    if (!said) process.stdout.write('loading\n');
    said = true;
  },
  undefined,
);
process.stdout.write(`${saved.outcome}\n`);
await store.close();
