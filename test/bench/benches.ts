import { alertsBench } from './alerts.ts';
import type { Bench } from './bench.ts';
import { kmeansBench, silhouetteBench } from './clustering.ts';
import { cube } from './cube.ts';
import { learn } from './learn.ts';
import { reading } from './reading.ts';
import { reports } from './reports.ts';
import { serveBench } from './serve.ts';
import { wholeRunBench } from './whole-run.ts';

const LOAD = {
  database: 'SQLite',
  users: 50_000,
  weeks: 3,
  mode: 'http',
  variety: 'everyday',
  perSecond: 200,
  seconds: 30,
  trials: 3,
} as const;

/** All there are, in the order of the report. */
export const BENCHES: readonly Bench[] = [
  kmeansBench('kmeans', 50_000, 'flat', 5),
  kmeansBench('kmeans-million', 1_000_000, 'flat', 3),
  kmeansBench('kmeans-apart', 50_000, 'segments', 5),
  kmeansBench('kmeans-apart-million', 1_000_000, 'segments', 3),
  silhouetteBench('silhouette', 50_000, 3),
  reading,
  reports,
  learn,
  wholeRunBench('pipeline', { users: 50_000, rounds: 3, silhouette: true, takes: '5 min' }),
  wholeRunBench('pipeline-million', { users: 1_000_000, rounds: 1, silhouette: false, takes: '15 min' }),
  serveBench('serve', LOAD, true),
  serveBench('serve-fresh', { ...LOAD, variety: 'no question twice', trials: 1 }),
  serveBench('serve-socket', { ...LOAD, mode: 'socket', seconds: 15, trials: 1 }, true),
  serveBench('serve-mariadb', { ...LOAD, database: 'MariaDB', trials: 1 }),
  serveBench('serve-long', { ...LOAD, seconds: 300, trials: 1 }),
  // medians over a million users take the whole of a processor, and more of them come than it does: only they may wait
  serveBench('serve-million', { ...LOAD, users: 1_000_000, weeks: 1, perSecond: 20, trials: 1 }),
  cube,
  alertsBench,
];
