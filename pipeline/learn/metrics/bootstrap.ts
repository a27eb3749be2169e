import type { Interval } from '../../domain/run.ts';
import { Random } from '../../math/random.ts';
import { quantile } from '../../math/statistics.ts';
import type { CountedFigure } from './ranking.ts';

export interface Resampling {
  readonly seed: number;
  /** Group of each row, from 0 without gaps. Rows of one group (one user's weeks) are not independent, and drawn together. */
  readonly groups?: Int32Array | undefined;
}

/**
 * 95 % percentile interval of a figure over bootstrap resamples of its rows.
 *
 * @returns null for fewer than two rows, or when over one resample in twenty leaves the figure undefined
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, 13.3
 */
export function bootstrapInterval(figure: CountedFigure, rowCount: number, { seed, groups }: Resampling): Interval | null {
  if (rowCount < 2) return null;
  const random = new Random(seed);
  const counts = new Float64Array(rowCount);
  const replicateCount = replicatesFor(rowCount);
  const values: number[] = [];
  for (let i = 0; i < replicateCount; i++) {
    if (groups === undefined) draw(counts, random);
    else drawGroups(counts, groups, random);
    const value = figure(counts);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length < 0.95 * replicateCount) return null;
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** 1,000 resamples, fewer for many rows: there the ends move little, and a training should not wait for them. */
function replicatesFor(rowCount: number): number {
  return Math.max(200, Math.min(1000, Math.round(2e7 / rowCount)));
}

function draw(counts: Float64Array, random: Random): void {
  counts.fill(0);
  for (let i = 0; i < counts.length; i++) counts[random.below(counts.length)]!++;
}

function drawGroups(counts: Float64Array, groups: Int32Array, random: Random): void {
  const drawn = new Float64Array(groups.reduce((most, group) => Math.max(most, group), 0) + 1);
  draw(drawn, random);
  for (let i = 0; i < counts.length; i++) counts[i] = drawn[groups[i]!]!;
}
