import { setTimeout as sleep } from 'node:timers/promises';
import { startMariaDb } from '../support/database.ts';
import type { Bench } from './bench.ts';
import { copiedStore, fill } from './stores.ts';
import type { Variety } from './traffic.ts';
import { type Trial, trial } from './trial.ts';
import { trialTable } from './trial-table.ts';

interface ServeOptions {
  readonly database: 'SQLite' | 'MariaDB';
  readonly users: number;
  /** Runs in the store. */
  readonly weeks: number;
  readonly mode: 'http' | 'socket';
  readonly variety: Variety;
  readonly perSecond: number;
  readonly seconds: number;
  readonly trials: number;
}

/** Between two trials, for what the last one left to the system. */
const REST_MS = 3000;

/** `herald serve` under slash commands at a steady rate. */
export function serveBench(name: string, options: ServeOptions, usual = false): Bench {
  const { database, users, mode, variety, perSecond, seconds, trials } = options;
  const way = mode === 'http' ? 'HTTP' : 'Socket Mode';
  const people = variety === 'everyday' ? 'everyday questions' : 'no question twice';
  return {
    name,
    title: `${perSecond} slash commands a second for ${seconds} s over ${way}, ${database}, ${users.toLocaleString('en')} users, ${people}`,
    takes: `${Math.ceil((trials * (seconds + 12)) / 60)} min`,
    usual,
    async run(say) {
      const done: Trial[] = [];
      for (let index = 1; index <= trials; index++) {
        await using store = await openFresh(options, say);
        say(`trial ${index} of ${trials}`);
        done.push(await trial({ databaseUrl: store.url, mode, variety, perSecond, seconds }));
        await sleep(REST_MS);
      }
      return trialTable(done);
    },
  };
}

/** A store of this trial alone, so that none begins with the records of another. */
async function openFresh(
  { database, users, weeks }: ServeOptions,
  say: (line: string) => void,
): Promise<AsyncDisposable & { readonly url: string }> {
  if (database === 'SQLite') return copiedStore({ users, weeks }, say);
  const server = await startMariaDb();
  const url = `${server.url}/herald_bench`;
  await fill(url, { users, weeks }, say);
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}
