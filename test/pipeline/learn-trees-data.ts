import type { Feature, Table } from '../../pipeline/learn/learner.ts';

/** The generator of Numerical Recipes: 32-bit arithmetic, so that Python makes the same numbers for the peers. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Number features called a, b, c, … of these rows; NaN is missing. */
export function numbers(rows: readonly (readonly number[])[]): Table {
  const features = Array.from({ length: rows[0]?.length ?? 0 }, (_, j): Feature => {
    return { kind: 'number', name: String.fromCharCode(97 + j), values: Float64Array.from(rows, (row) => row[j]!) };
  });
  return { rowCount: rows.length, features };
}

/** A category feature of these texts; undefined is missing. */
export function category(name: string, texts: readonly (string | undefined)[], categories: readonly string[]): Feature {
  return {
    kind: 'category',
    name,
    categories,
    values: Float64Array.from(texts, (text) => (text === undefined ? Number.NaN : categories.indexOf(text))),
  };
}

/**
 * 1,200 rows of Friedman's first function, two features of seven without effect.
 *
 * @see Friedman (1991), https://doi.org/10.1214/aos/1176347963
 */
export function friedman(): { readonly rows: readonly (readonly number[])[]; readonly target: Float64Array } {
  const next = sequence(11);
  const rows: number[][] = [];
  const target = Float64Array.from({ length: 1200 }, () => {
    const x = Array.from({ length: 7 }, next);
    rows.push(x);
    const noise = 2 * (next() + next() + next() - 1.5);
    return 10 * Math.sin(Math.PI * x[0]! * x[1]!) + 20 * (x[2]! - 0.5) ** 2 + 10 * x[3]! + 5 * x[4]! + noise;
  });
  return { rows, target };
}

const NONE = Number.NaN;

/** 40 rows on a coarse grid, of which XGBoost's predictions are noted in the tests. */
export const SMALL: readonly (readonly number[])[] = [
  [2, 9, 6],
  [8, 3, NONE],
  [9, 5, 4],
  [7, 7, 4],
  [3, 4, 0],
  [3, 1, NONE],
  [4, 1, 1],
  [0, 6, 9],
  [3, 3, 5],
  [1, 8, 6],
  [4, 1, 2],
  [4, 1, NONE],
  [6, 7, 1],
  [8, 3, 4],
  [5, 4, 7],
  [8, 2, 2],
  [2, 0, 2],
  [2, 5, 7],
  [3, 2, 8],
  [6, 4, 2],
  [1, 3, 4],
  [7, 2, 6],
  [7, 8, 5],
  [7, 4, 9],
  [2, 8, 8],
  [0, 8, 2],
  [9, 8, 6],
  [1, 0, NONE],
  [0, 3, 4],
  [5, 5, 4],
  [6, 2, NONE],
  [7, 4, 1],
  [5, 1, 8],
  [4, 2, 3],
  [0, 7, 5],
  [5, 2, 2],
  [0, 3, NONE],
  [9, 4, NONE],
  [2, 4, 9],
  [9, 1, NONE],
];

/** 1 in 20 of the rows of `SMALL`. */
export const SMALL_CLASSES = Float64Array.from('0111011000110101100111000001001011010101', Number);
