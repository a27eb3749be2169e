import type { Matrix } from '../../math/matrix.ts';
import { Random } from '../../math/random.ts';
import { TrainingDataError } from '../errors.ts';
import type { Table } from '../learner.ts';
import { takeTableRows } from '../table.ts';
import { encode, fitEncoder } from './encoder.ts';

export interface SmoteSettings {
  /** Among how many nearest rows of its class the partner of a row is drawn; 5 in the paper. */
  readonly neighbourCount: number;
  readonly seed: number;
}

export interface Smoted {
  /** The given rows, then the made-up ones. */
  readonly table: Table;
  readonly target: Float64Array;
  /** Of each made-up row, the row it was made from. */
  readonly bases: readonly number[];
}

const MOST_CANDIDATES = 2000; // neighbours are looked for among so many rows of the class, or the time grows with its square

/**
 * Fills the rarer class up to the size of the other with rows between neighbours. Number columns are interpolated, missing
 * where either end is; category columns are those of the row it was made from. Nearness is in z-scores of the number columns.
 *
 * @throws {TrainingDataError} where the rarer class has fewer than two rows
 * @see Chawla et al. (2002), SMOTE, https://doi.org/10.1613/jair.953
 */
export function smote(table: Table, target: Float64Array, { neighbourCount, seed }: SmoteSettings): Smoted {
  const classes = [0, 1].map((value) => [...target.keys()].filter((i) => target[i] === value));
  const rarer = classes[1]!.length < classes[0]!.length ? 1 : 0;
  const own = classes[rarer]!;
  if (own.length < 2)
    throw new TrainingDataError(`SMOTE needs 2 examples of the rarer class, got ${own.length}; balance by weights`);
  const random = new Random(seed);
  const neighbours = neighbourFinder(takeTableRows(table, own), neighbourCount, random);
  const missing = classes[1 - rarer]!.length - own.length;
  const made = Array.from({ length: missing }, (_, i) => {
    const base = i < own.length ? i : random.below(own.length);
    const near = neighbours(base);
    return { base: own[base]!, partner: own[near[random.below(near.length)]!]!, share: random.next() };
  });
  const features = table.features.map((feature) => {
    const values = new Float64Array(table.rowCount + missing);
    values.set(feature.values);
    for (const [i, { base, partner, share }] of made.entries()) {
      const [from, to] = [feature.values[base]!, feature.values[partner]!];
      values[table.rowCount + i] = feature.kind === 'number' ? from + share * (to - from) : from;
    }
    return { ...feature, values };
  });
  return {
    table: { rowCount: table.rowCount + missing, features },
    target: Float64Array.from([...target, ...made.map(() => rarer)]),
    bases: made.map(({ base }) => base),
  };
}

/** Finds the nearest other rows of a row; asks only once for each. */
function neighbourFinder(table: Table, count: number, random: Random): (base: number) => readonly number[] {
  const numbers: Table = { ...table, features: table.features.filter(({ kind }) => kind === 'number') };
  const points = encode(fitEncoder(numbers), numbers);
  const all = Array.from({ length: table.rowCount }, (_, i) => i);
  const drawn = new Set(Array.from({ length: MOST_CANDIDATES }, () => random.below(all.length)));
  const candidates = all.length <= MOST_CANDIDATES ? all : [...drawn];
  const found = new Map<number, readonly number[]>();
  return (base) => {
    const nearest = found.get(base) ?? nearestOf(points, base, candidates, count);
    found.set(base, nearest);
    return nearest;
  };
}

function nearestOf(points: Matrix, base: number, candidates: readonly number[], count: number): readonly number[] {
  const nearest: { readonly candidate: number; readonly distance: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === base) continue;
    const limit = nearest.length < count ? Number.POSITIVE_INFINITY : nearest[count - 1]!.distance;
    const distance = distanceWithin(points, base, candidate, limit);
    if (distance >= limit) continue;
    const place = nearest.findLastIndex((known) => known.distance <= distance) + 1;
    nearest.splice(place, 0, { candidate, distance });
    nearest.length = Math.min(nearest.length, count);
  }
  return nearest.map(({ candidate }) => candidate);
}

/** Squared distance of two rows, or any number that is not below the limit once that is reached: most rows are far. */
function distanceWithin({ data, columns }: Matrix, a: number, b: number, limit: number): number {
  let sum = 0;
  for (let j = 0, atA = a * columns, atB = b * columns; j < columns && sum < limit; j++, atA++, atB++) {
    sum += (data[atA]! - data[atB]!) ** 2;
  }
  return sum;
}
