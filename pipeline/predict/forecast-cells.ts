import type { ClusterCell } from '../aggregate/cube.ts';
import { bandLabels, type Dimension, type Profile, UNKNOWN } from '../domain/profile.ts';
import { featureOf } from './features.ts';
import { LAPSE_PROBABILITY } from './prediction.ts';
import type { UserSnapshot } from './snapshot.ts';

/** Users of a snapshot with what is foreseen of them. */
export interface ForeseenUsers {
  readonly table: UserSnapshot['table'];
  /** Rows of the table that something is foreseen of. */
  readonly rows: Int32Array;
  /** In the order of `rows`. */
  readonly probabilities: Float64Array;
}

/**
 * Adds up the probabilities by cluster, over the whole and all sets of one and two dimensions, as the cube of a run does.
 *
 * @param clusterOf row of the table to cluster; −1 for a user who is in none
 */
export function forecastCells(users: ForeseenUsers, clusterOf: ArrayLike<number>, profile: Profile): readonly ClusterCell[] {
  const keys = profile.dimensions.map((dimension) => keyOf(dimension, users));
  const pairs = keys.flatMap((first, index) => keys.slice(index + 1).map((second) => [first, second]));
  const sets: readonly (readonly Key[])[] = [[], ...keys.map((key) => [key]), ...pairs];
  return sets.flatMap((set) => cellsOver(set, users, clusterOf));
}

/** A dimension with the code of each user, in the order of `rows`, and what the codes mean. */
interface Key {
  readonly name: string;
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

function keyOf(dimension: Dimension, { table, rows }: ForeseenUsers): Key {
  const feature = featureOf(table, dimension.column);
  const known = dimension.kind === 'bands' ? bandLabels(dimension.edges) : feature.kind === 'category' ? feature.categories : [];
  const values = [...new Set([...known, UNKNOWN])];
  const places = known.map((value) => values.indexOf(value));
  const unknown = values.indexOf(UNKNOWN);
  const codeOf = (value: number) => {
    if (dimension.kind === 'category') return places[value] ?? unknown; // a missing category is −1
    if (Number.isNaN(value)) return unknown;
    const band = dimension.edges.findIndex((edge) => value < edge);
    return band < 0 ? dimension.edges.length : band;
  };
  return { name: dimension.name, values, codes: rows.map((row) => codeOf(feature.values[row]!)) };
}

/** Sums in the order of the users, so that the same users give the same cells to the last bit. */
function cellsOver(
  keys: readonly Key[],
  { rows, probabilities }: ForeseenUsers,
  clusterOf: ArrayLike<number>,
): readonly ClusterCell[] {
  const cells: Sums[] = []; // by cluster and codes, with holes where no user is
  for (let i = 0; i < rows.length; i++) {
    const cluster = clusterOf[rows[i]!]!;
    if (cluster < 0) continue;
    let at = cluster;
    for (const { codes, values } of keys) at = at * values.length + codes[i]!;
    cells[at] ??= noneOf(cluster, keys, i);
    const sums = cells[at]!;
    const probability = probabilities[i]!;
    sums.count++;
    sums.sum += probability;
    sums.sumOfSquares += probability * probability;
    sums.minimum = Math.min(sums.minimum, probability);
    sums.maximum = Math.max(sums.maximum, probability);
  }
  return cells.flatMap((sums) => ({ ...sums, measure: LAPSE_PROBABILITY }));
}

function noneOf(cluster: number, keys: readonly Key[], i: number): Sums {
  const slice = Object.fromEntries(keys.map(({ name, values, codes }) => [name, values[codes[i]!]!]));
  return { cluster, slice, count: 0, sum: 0, sumOfSquares: 0, minimum: 1, maximum: 0 };
}

interface Sums {
  readonly cluster: number;
  readonly slice: ClusterCell['slice'];
  count: number;
  sum: number;
  sumOfSquares: number;
  minimum: number;
  maximum: number;
}
