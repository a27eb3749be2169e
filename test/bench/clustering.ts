import { readFile, rm } from 'node:fs/promises';
import { kmeans } from '../../pipeline/cluster/kmeans.ts';
import { openPool, type Pool } from '../../pipeline/cluster/pool.ts';
import { silhouette } from '../../pipeline/cluster/silhouette.ts';
import { Random } from '../../pipeline/math/random.ts';
import { type SharedMatrix, takeSharedRows } from '../../pipeline/math/shared-matrix.ts';
import type { Bench } from './bench.ts';
import { inTurn, ratio, spread, timed } from './in-turn.ts';
import { markdownTable } from './markdown.ts';
import { requirePeers, runPeer } from './peer.ts';
import { keptTelemetry, pointsOf, type Surface } from './telemetry.ts';

const SETTINGS = { k: 2, starts: 20, maxIterations: 500, seed: 42, engine: 'herald' } as const;

/** k-means of 20 starts, against scikit-learn's on the same standardised features. */
export function kmeansBench(name: string, users: number, surface: Surface, rounds: number): Bench {
  const kind = surface === 'flat' ? 'no segments to find' : 'segments far apart';
  return {
    name,
    title: `k-means, ${users.toLocaleString('en')} × 17, k = 2, 20 starts, ${kind}, against scikit-learn`,
    takes: '1 min',
    usual: true,
    async run(say) {
      requirePeers('sklearn');
      const { points, file } = await pointsOf(await keptTelemetry(users, say), surface);
      await using pool = await warm(points);
      const inertias: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
      const versions = new Set<string>();
      say(`${rounds} rounds in turn`);
      const times = await inTurn(
        {
          ours: () =>
            timed(async () => {
              inertias.ours.push((await kmeans(points, SETTINGS, pool)).inertia);
            }),
          peer: async () => {
            const { ms, inertia, version } = await runPeer<KmeansOfPeer>('clustering.py', [
              'kmeans',
              file,
              '17',
              `${file}.labels`,
            ]);
            inertias.peer.push(inertia);
            versions.add(version);
            return ms;
          },
        },
        rounds,
      );
      await Promise.all([file, `${file}.labels`].map((made) => rm(made)));
      return markdownTable(
        ['', 'Herald', [...versions].join(), 'ratio'],
        [
          ['time', spread(times.ours), spread(times.peer), ratio(times.peer, times.ours)],
          ['inertia', ...[inertias.ours, inertias.peer].map((found) => Math.max(...found).toFixed(2)), ''],
        ],
      );
    },
  };
}

interface KmeansOfPeer {
  readonly ms: number;
  readonly inertia: number;
  readonly version: string;
}

/** The silhouette over all pairs, against scikit-learn's. */
export function silhouetteBench(name: string, users: number, rounds: number): Bench {
  return {
    name,
    title: `exact silhouette, ${users.toLocaleString('en')} × 17, against scikit-learn`,
    takes: `${rounds} min`,
    usual: true,
    async run(say) {
      requirePeers('sklearn');
      const { points, file } = await pointsOf(await keptTelemetry(users, say));
      await using pool = await warm(points);
      const { version } = await runPeer<KmeansOfPeer>('clustering.py', ['kmeans', file, '17', `${file}.labels`]);
      const labels = new Uint8Array(await readFile(`${file}.labels`));
      const found = { ours: Number.NaN, peer: Number.NaN };
      say(`${rounds} rounds in turn`);
      const times = await inTurn(
        {
          ours: () =>
            timed(async () => {
              found.ours = (await silhouette(points, labels, 2, pool, new Random(1))).mean;
            }),
          peer: async () => {
            const result = await runPeer<{ ms: number; silhouette: number }>('clustering.py', [
              'silhouette',
              file,
              '17',
              `${file}.labels`,
            ]);
            found.peer = result.silhouette;
            return result.ms;
          },
        },
        rounds,
      );
      await Promise.all([file, `${file}.labels`].map((made) => rm(made)));
      return markdownTable(
        ['', 'Herald', version, 'ratio'],
        [
          ['time', spread(times.ours), spread(times.peer), ratio(times.peer, times.ours)],
          ['silhouette', found.ours.toFixed(8), found.peer.toFixed(8), ''],
        ],
      );
    },
  };
}

/** Threads that have loaded the kernels, as scikit-learn's have before its clock runs. */
async function warm(points: SharedMatrix): Promise<Pool> {
  const pool = openPool();
  const few = takeSharedRows(points, [...Array(1000).keys()]);
  const { labels } = await kmeans(few, SETTINGS, pool);
  await silhouette(few, labels, 2, pool, new Random(1));
  return pool;
}
