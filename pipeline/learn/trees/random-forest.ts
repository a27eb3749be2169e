import { Random } from '../../math/random.ts';
import { checkExamples, checkSettings } from '../examples.ts';
import type { Learner, Outcome } from '../learner.ts';
import { shapesOf } from '../table.ts';
import { binColumns, MOST_BINS } from './bins.ts';
import { MOST_DEPTH } from './boosting-settings.ts';
import { classWeights } from './class-weights.ts';
import { columnsOf } from './columns.ts';
import { fittedForest, restoreForest } from './forest-model.ts';
import { growTree } from './grow.ts';
import { allOf, weighing } from './sample.ts';
import type { Tree } from './tree.ts';
import { Workspace } from './workspace.ts';

export interface RandomForestSettings {
  readonly outcome: Outcome;
  readonly treeCount: number;
  readonly maxDepth: number;
  /** The fewest rows in a leaf, by weight. */
  readonly minLeafWeight: number;
  /** Share of the features that each node tries; the square root of their number unless given, of values a third. */
  readonly featureShare?: number;
  /** How often examples of class 1 count; `balanced`: both classes weigh the same. Raises the probabilities, too. */
  readonly positiveWeight: number | 'balanced';
  readonly seed: number;
}

/**
 * Random forest: every tree learns from rows drawn with replacement, every node tries features of its own, and the prediction
 * is the mean of the trees. Of classes that is the mean share of class 1 in the leaves, and splits by squared error are those
 * by Gini impurity.
 *
 * @see Breiman (2001), https://doi.org/10.1023/A:1010933404324
 */
export const randomForest: Learner<RandomForestSettings> = {
  kind: 'random-forest',
  defaults: {
    outcome: 'probability',
    treeCount: 100,
    maxDepth: MOST_DEPTH,
    minLeafWeight: 5, // leaves of fewer rows learn noise
    positiveWeight: 1,
    seed: 42,
  },
  fit(table, target, settings, givenWeights) {
    const { outcome, treeCount } = settings;
    check(settings);
    checkExamples(table, target, outcome, givenWeights);
    const shapes = shapesOf(table);
    const weights = outcome === 'value' ? givenWeights : classWeights(target, settings.positiveWeight, givenWeights);
    const bins = binColumns(columnsOf(table), shapes, MOST_BINS);
    const workspace = new Workspace(bins);
    const growth = {
      ...settings,
      l2: 0,
      minGain: 0,
      shrinkage: 1,
      categorySmoothing: 0,
      minChildWeight: settings.minLeafWeight,
      places: allOf(bins.features.length),
      featuresPerNode: featuresPerNode(bins.features.length, settings),
    };
    const all = weighing(table.rowCount, weights);
    const trees: Tree[] = [];
    for (let index = 0; index < treeCount; index++) {
      const random = Random.stream(settings.seed, index);
      const drawn = bootstrap(all, table.rowCount, weights, random);
      writeGradients(workspace.gradients, target, drawn);
      const rows = all.filter((row) => drawn[row]! > 0);
      trees.push(growTree(workspace, rows, growth, random, drawn).tree);
    }
    return fittedForest({ outcome, features: shapes, trees });
  },
  restore: restoreForest,
};

function check(settings: RandomForestSettings): void {
  const { positiveWeight } = settings;
  checkSettings(settings, {
    treeCount: { from: 1, whole: true },
    maxDepth: { from: 1, to: MOST_DEPTH, whole: true },
    minLeafWeight: { from: 1e-6 },
    featureShare: { from: 1e-6, to: 1 },
  });
  if (positiveWeight !== 'balanced') checkSettings({ positiveWeight }, { positiveWeight: { from: 1e-6 } });
}

function featuresPerNode(featureCount: number, { featureShare, outcome }: RandomForestSettings): number {
  if (featureShare !== undefined) return Math.max(1, Math.round(featureShare * featureCount));
  return Math.max(1, Math.floor(outcome === 'probability' ? Math.sqrt(featureCount) : featureCount / 3));
}

/** How much each row counts after as many draws with replacement as there are rows to draw from. */
function bootstrap(from: Int32Array, rowCount: number, weights: Float64Array | undefined, random: Random): Float64Array {
  const drawn = new Float64Array(rowCount);
  for (let i = 0; i < from.length; i++) {
    const row = from[random.below(from.length)]!;
    drawn[row]! += weights === undefined ? 1 : weights[row]!;
  }
  return drawn;
}

/** Squared error at a score of 0: the best value of a leaf is then the mean of its targets. */
function writeGradients(gradients: Float64Array, target: Float64Array, weights: Float64Array): void {
  for (let row = 0; row < target.length; row++) {
    gradients[2 * row] = -weights[row]! * target[row]!;
    gradients[2 * row + 1] = weights[row]!;
  }
}
