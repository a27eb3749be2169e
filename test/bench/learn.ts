import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fitted, Table } from '../../pipeline/learn/learner.ts';
import { rocAuc } from '../../pipeline/learn/metrics/ranking.ts';
import { takeTableRows, takeValues } from '../../pipeline/learn/table.ts';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import { ISOLATION_DEFAULTS, isolationForest } from '../../pipeline/learn/trees/isolation-forest.ts';
import { randomForest } from '../../pipeline/learn/trees/random-forest.ts';
import { stratifiedFolds } from '../../pipeline/learn/validation/folds.ts';
import type { Bench } from './bench.ts';
import { inTurn, ratio, spread } from './in-turn.ts';
import { type Examples, sessionsWithBots, shoppers } from './learn-data.ts';
import { markdownTable } from './markdown.ts';
import { requirePeers, runPeer } from './peer.ts';

const FOLDS = 5;

/** One learner of ours and its peer. */
interface Contest {
  readonly kind: 'boosting' | 'forest' | 'isolation';
  fit(table: Table, target: Float64Array, round: number): Fitted;
  /** The same settings in the peer's words. */
  peerSettings(round: number): Readonly<Record<string, number>>;
}

const { treeCount, maxDepth, learningRate } = boostedTrees.defaults;
const BOOSTING: Contest = {
  kind: 'boosting',
  fit: (table, target) => boostedTrees.fit(table, target, boostedTrees.defaults),
  peerSettings: () => ({ n_estimators: treeCount, max_depth: maxDepth, learning_rate: learningRate }),
};
const FOREST: Contest = {
  kind: 'forest',
  fit: (table, target, seed) => randomForest.fit(table, target, { ...randomForest.defaults, seed }),
  peerSettings: (random_state) => ({ n_estimators: 100, min_samples_leaf: 5, random_state }),
};
const ISOLATION: Contest = {
  kind: 'isolation',
  fit: (table, _, seed) => isolationForest(table, { ...ISOLATION_DEFAULTS, seed }),
  peerSettings: (random_state) => ({ n_estimators: ISOLATION_DEFAULTS.treeCount, max_samples: 256, random_state }),
};

/** Training times and ROC-AUC of the tree learners against their peers', on the same rows with the same settings. */
export const learn: Bench = {
  name: 'learn',
  title: 'tree learners, one thread, against XGBoost and scikit-learn by one or two threads, whichever is faster',
  takes: '2 min',
  usual: true,
  async run(say) {
    requirePeers('sklearn, xgboost');
    const purchases = shoppers();
    const folds = stratifiedFolds(purchases.target, { outcome: 'probability', foldCount: FOLDS, seed: 42 });
    const rows = [
      ['boosted trees, 5-fold', ...(await contest(BOOSTING, purchases, folds, say))],
      ['random forest, 5-fold', ...(await contest(FOREST, purchases, folds, say))],
      ['isolation forest, planted bots', ...(await contest(ISOLATION, sessionsWithBots(20_000, 7), undefined, say))],
    ];
    return markdownTable(['', 'Herald, training', 'peer, training', 'peer / Herald', 'ROC-AUC', "peer's ROC-AUC", 'peer'], rows);
  },
};

async function contest(
  rivals: Contest,
  examples: Examples,
  folds: Int32Array | undefined,
  say: (line: string) => void,
): Promise<string[]> {
  say(`${rivals.kind}: ${FOLDS} rounds in turn`);
  const { table, target } = examples;
  const all = [...target.keys()];
  const files = await writeExamples(examples);
  const aucs: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
  const versions = new Set<string>();
  const rounds = { ours: 0, peer: 0 };
  const rowsOf = (round: number) => ({
    training: all.filter((row) => folds?.[row] !== round || folds === undefined),
    test: all.filter((row) => folds === undefined || folds[row] === round),
  });
  const judge = (side: 'ours' | 'peer', scores: Float64Array, test: readonly number[]) =>
    aucs[side].push(rocAuc(takeValues(target, test), scores)(new Float64Array(test.length).fill(1)));
  rivals.fit(table, target, 0); // compiled before the clock runs, as the peers are
  const times = await inTurn(
    {
      ours: async () => {
        const { training, test } = rowsOf(rounds.ours);
        const [part, labels] = [takeTableRows(table, training), takeValues(target, training)];
        const began = performance.now();
        const model = rivals.fit(part, labels, rounds.ours++);
        const ms = performance.now() - began;
        judge('ours', model.predict(takeTableRows(table, test)), test);
        return ms;
      },
      peer: async () => {
        const { training, test } = rowsOf(rounds.peer);
        const settings = JSON.stringify({
          ...rivals.peerSettings(rounds.peer++),
          ...(folds === undefined ? {} : { training, test }),
        });
        const shape = [String(table.rowCount), String(table.features.length)];
        const result = await runPeer<PeerResult>('learn.py', [rivals.kind, files.matrix, ...shape, files.target, settings]);
        judge('peer', Float64Array.from(result.scores), test);
        versions.add(result.version);
        return result.ms;
      },
    },
    FOLDS,
  );
  await rm(files.folder, { recursive: true });
  const mean = (values: readonly number[]) => (values.reduce((sum, value) => sum + value) / values.length).toFixed(4);
  return [
    spread(times.ours),
    spread(times.peer),
    ratio(times.peer, times.ours),
    mean(aucs.ours),
    mean(aucs.peer),
    [...versions].join(),
  ];
}

interface PeerResult {
  readonly ms: number;
  readonly scores: readonly number[];
  readonly version: string;
}

/** The features column by column as doubles (categories by their codes), and a byte for each target. */
async function writeExamples({
  table,
  target,
}: Examples): Promise<{ readonly folder: string; readonly matrix: string; readonly target: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-learn-'));
  const files = { folder, matrix: join(folder, 'matrix'), target: join(folder, 'target') };
  await writeFile(files.matrix, Buffer.concat(table.features.map(({ values }) => Buffer.from(values.slice().buffer))));
  await writeFile(files.target, Uint8Array.from(target));
  return files;
}
