import { z } from 'zod';
import { Random } from '../../math/random.ts';
import { TrainingDataError } from '../errors.ts';
import { checkSettings } from '../examples.ts';
import { treeContributions } from '../explain/tree-shap.ts';
import type { FeatureShape, Fitted, Table } from '../learner.ts';
import { shapesOf } from '../table.ts';
import { columnsFor, columnsOf } from './columns.ts';
import { growIsolationTree, meanPathLength } from './isolation-tree.ts';
import { allOf, draw } from './sample.ts';
import { sumOfTrees, type Tree } from './tree.ts';
import { parseModel, treesShape, treesToJson } from './tree-json.ts';

export interface IsolationForestSettings {
  readonly treeCount: number;
  /** How many rows each tree sees; all where there are fewer. */
  readonly sampleSize: number;
  readonly seed: number;
}

export const ISOLATION_DEFAULTS: IsolationForestSettings = {
  treeCount: 200, // twice the paper's: scores of single rows are steadier
  sampleSize: 256,
  seed: 42,
};

/**
 * How unusual rows are: those that few random splits set apart. The model's `predict` gives scores from 0 to 1: about 0.5 is
 * usual, near 1 stands out. Its contributions sum to the mean path length: what a feature takes away is how unusual it is.
 *
 * @throws {TrainingDataError} with fewer than two rows, or where no feature varies
 * @see Liu, Ting and Zhou (2008), https://doi.org/10.1109/ICDM.2008.17
 * @example isolationForest(sessions, ISOLATION_DEFAULTS).predict(sessions)
 */
export function isolationForest(table: Table, settings: IsolationForestSettings): Fitted {
  checkSettings(settings, { treeCount: { from: 1, whole: true }, sampleSize: { from: 2, whole: true } });
  const [columns, shapes] = [columnsOf(table), shapesOf(table)];
  if (table.rowCount < 2 || !columns.some(varies)) {
    throw new TrainingDataError(
      `an isolation forest needs rows that differ, got ${table.rowCount} alike in ${shapes.length} features; add rows or features`,
    );
  }
  const sampleSize = Math.min(settings.sampleSize, table.rowCount);
  const maxDepth = Math.ceil(Math.log2(sampleSize));
  const all = allOf(table.rowCount);
  const trees = Array.from({ length: settings.treeCount }, (_, index) => {
    const random = Random.stream(settings.seed, index);
    return growIsolationTree(columns, shapes, draw(all, sampleSize, random), maxDepth, random);
  });
  return fitted({ features: shapes, sampleSize, trees });
}

function varies(column: Float64Array): boolean {
  const known = column.filter((value) => !Number.isNaN(value));
  return known.some((value) => value !== known[0]);
}

interface Forest {
  readonly features: readonly FeatureShape[];
  readonly sampleSize: number;
  readonly trees: readonly Tree[];
}

function fitted({ features, sampleSize, trees }: Forest): Fitted {
  const scale = trees.length * meanPathLength(sampleSize);
  return {
    outcome: 'value',
    features,
    predict: (table) => sumOfTrees(trees, columnsFor(table, features), table.rowCount, 0).map((sum) => 2 ** (-sum / scale)),
    contributions: (table) => ({
      scale: 'path length',
      ...treeContributions(trees, columnsFor(table, features), table.rowCount, 0, 1 / trees.length),
    }),
    toJson: () => ({ kind: 'isolation-forest', version: 1, sampleSize, ...treesToJson(features, trees) }),
  };
}

const stored = treesShape.extend({ kind: z.literal('isolation-forest'), version: z.literal(1), sampleSize: z.int().min(2) });

/** @throws {ModelFormatError} where the JSON is not of an isolation forest */
export function restoreIsolationForest(json: unknown): Fitted {
  const { model, trees } = parseModel(stored, json);
  return fitted({ features: model.features, sampleSize: model.sampleSize, trees });
}
