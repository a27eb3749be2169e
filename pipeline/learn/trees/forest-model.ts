import { z } from 'zod';
import { treeContributions } from '../explain/tree-shap.ts';
import type { FeatureShape, Fitted, Outcome } from '../learner.ts';
import { columnsFor } from './columns.ts';
import { sumOfTrees, type Tree } from './tree.ts';
import { parseModel, treesShape, treesToJson } from './tree-json.ts';

interface Forest {
  readonly outcome: Outcome;
  readonly features: readonly FeatureShape[];
  readonly trees: readonly Tree[];
}

export function fittedForest({ outcome, features, trees }: Forest): Fitted {
  return {
    outcome,
    features,
    predict: (table) => sumOfTrees(trees, columnsFor(table, features), table.rowCount, 0).map((sum) => sum / trees.length),
    contributions: (table) => ({
      scale: 'prediction',
      ...treeContributions(trees, columnsFor(table, features), table.rowCount, 0, 1 / trees.length),
    }),
    toJson: () => ({ kind: 'random-forest', version: 1, outcome, ...treesToJson(features, trees) }),
  };
}

const stored = treesShape.extend({
  kind: z.literal('random-forest'),
  version: z.literal(1),
  outcome: z.enum(['probability', 'value']),
});

/** @throws {ModelFormatError} where the JSON is not of a random forest */
export function restoreForest(json: unknown): Fitted {
  const { model, trees } = parseModel(stored, json);
  return fittedForest({ outcome: model.outcome, features: model.features, trees });
}
