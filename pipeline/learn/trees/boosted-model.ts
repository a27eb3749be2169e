import { z } from 'zod';
import { treeContributions } from '../explain/tree-shap.ts';
import type { FeatureShape, Fitted, Outcome } from '../learner.ts';
import { columnsFor } from './columns.ts';
import { LOSSES } from './loss.ts';
import { sumOfTrees, type Tree } from './tree.ts';
import { parseModel, treesShape, treesToJson } from './tree-json.ts';

interface BoostedModel {
  readonly outcome: Outcome;
  readonly features: readonly FeatureShape[];
  /** The score before the first tree. */
  readonly base: number;
  readonly trees: readonly Tree[];
}

export function fittedBoosting({ outcome, features, base, trees }: BoostedModel): Fitted {
  const { predicted } = LOSSES[outcome];
  return {
    outcome,
    features,
    predict: (table) => sumOfTrees(trees, columnsFor(table, features), table.rowCount, base).map((score) => predicted(score)),
    contributions: (table) => ({
      scale: outcome === 'probability' ? 'log odds' : 'prediction',
      ...treeContributions(trees, columnsFor(table, features), table.rowCount, base),
    }),
    toJson: () => ({ kind: 'boosted-trees', version: 1, outcome, base, ...treesToJson(features, trees) }),
  };
}

const stored = treesShape.extend({
  kind: z.literal('boosted-trees'),
  version: z.literal(1),
  outcome: z.enum(['probability', 'value']),
  base: z.number(),
});

/** @throws {ModelFormatError} where the JSON is not of boosted trees */
export function restoreBoosting(json: unknown): Fitted {
  const { model, trees } = parseModel(stored, json);
  return fittedBoosting({ outcome: model.outcome, features: model.features, base: model.base, trees });
}
