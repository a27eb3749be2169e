import { Random } from '../../math/random.ts';
import { checkExamples } from '../examples.ts';
import type { Learner } from '../learner.ts';
import { shapesOf } from '../table.ts';
import { binColumns, MOST_BINS } from './bins.ts';
import { fittedBoosting, restoreBoosting } from './boosted-model.ts';
import { type BoostedTreesSettings, checkBoosting, monotoneSigns } from './boosting-settings.ts';
import { classWeights } from './class-weights.ts';
import { columnsOf } from './columns.ts';
import { holdOut, Watch } from './early-stopping.ts';
import { growTree, type Leaf } from './grow.ts';
import { LOSSES } from './loss.ts';
import { allOf, drawShare } from './sample.ts';
import { addLeafValues, type Tree } from './tree.ts';
import { Workspace } from './workspace.ts';

/**
 * Gradient-boosted trees on histograms. Missing values and categories need no preparation; predictions of class 1 are
 * probabilities, and their contributions sum in log odds.
 *
 * @see Chen and Guestrin (2016), https://doi.org/10.1145/2939672.2939785, and for histograms and growth leaf by leaf
 * Ke et al. (2017), LightGBM.
 */
export const boostedTrees: Learner<BoostedTreesSettings> = {
  kind: 'boosted-trees',
  defaults: {
    outcome: 'probability',
    treeCount: 200,
    learningRate: 0.05,
    maxDepth: 4,
    l2: 1,
    minChildWeight: 1,
    minGain: 0,
    rowShare: 1,
    featureShare: 1,
    binCount: MOST_BINS,
    positiveWeight: 1,
    monotone: {},
    categorySmoothing: 10, // as in LightGBM
    seed: 42,
  },
  fit(table, target, settings, givenWeights) {
    const { outcome } = settings;
    checkBoosting(settings, table);
    checkExamples(table, target, outcome, givenWeights);
    const [shapes, columns, loss] = [shapesOf(table), columnsOf(table), LOSSES[outcome]];
    const weights = outcome === 'value' ? givenWeights : classWeights(target, settings.positiveWeight, givenWeights);
    const random = new Random(settings.seed);
    const { training, held } = holdOut(target, weights, settings, random);
    const watch = new Watch(held, settings.earlyStopping?.patience ?? 0, loss, target, weights);
    const bins = binColumns(columns, shapes, settings.binCount);
    const workspace = new Workspace(bins);
    const growth = {
      ...settings,
      shrinkage: settings.learningRate,
      monotone: monotoneSigns(settings.monotone, shapes, bins.features),
    };
    const base = loss.base(target, weights);
    const scores = new Float64Array(table.rowCount).fill(base);
    const allPlaces = allOf(bins.features.length);
    const trees: Tree[] = [];
    do {
      loss.gradients(scores, target, weights, workspace.gradients);
      const rows = drawShare(training, settings.rowShare, random);
      const places = drawShare(allPlaces, settings.featureShare, random);
      const { tree, leaves } = growTree(workspace, rows, { ...growth, places }, random, weights);
      trees.push(tree);
      if (rows.length < table.rowCount) addLeafValues(tree, columns, scores);
      else addTo(scores, tree, leaves, workspace.order);
    } while (trees.length < settings.treeCount && watch.goesOn(trees.length, scores));
    return fittedBoosting({ outcome, features: shapes, base, trees: trees.slice(0, watch.best(trees.length)) });
  },
  restore: restoreBoosting,
};

/** What `addLeafValues` does, where it is known which rows are in which leaf. */
function addTo(scores: Float64Array, tree: Tree, leaves: readonly Leaf[], order: Int32Array): void {
  for (const { start, end, node } of leaves) {
    const value = tree.value[node]!;
    for (let i = start; i < end; i++) scores[order[i]!]! += value;
  }
}
