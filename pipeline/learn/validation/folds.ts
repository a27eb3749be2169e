import { Random } from '../../math/random.ts';
import { LearnerSettingError, TrainingDataError } from '../errors.ts';
import type { Outcome } from '../learner.ts';

export interface FoldSettings {
  readonly outcome: Outcome;
  readonly foldCount: number;
  readonly seed: number;
  /**
   * Group of each row, from 0 without gaps. Rows of one group (one user's weeks) come into one fold, lest a model be judged
   * by users it knows.
   */
  readonly groups?: Int32Array | undefined;
}

/**
 * Deals rows into folds of like size and like target: the same share of both classes, or of low and high values, in each.
 *
 * @returns per row the fold from 0 to `foldCount` − 1 in which it is judged
 * @throws {TrainingDataError} with fewer rows of a class, or fewer groups, than folds
 */
export function stratifiedFolds(target: Float64Array, { outcome, foldCount, seed, groups }: FoldSettings): Int32Array {
  if (!Number.isInteger(foldCount) || foldCount < 2) {
    throw new LearnerSettingError(`the number of folds must be a whole number of at least 2, got ${foldCount}`);
  }
  const random = new Random(seed);
  checkEnough(target, outcome, foldCount);
  if (groups !== undefined) return groupedFolds(target, outcome, groups, foldCount, random);
  const order = [...target.keys()].map((row) => ({ row, tie: random.next() }));
  order.sort((a, b) => target[a.row]! - target[b.row]! || a.tie - b.tie);
  const folds = new Int32Array(target.length);
  for (let start = 0; start < order.length; start += foldCount) {
    const dealt = permutation(foldCount, random);
    for (const [place, { row }] of order.slice(start, start + foldCount).entries()) folds[row] = dealt[place]!;
  }
  return folds;
}

function checkEnough(target: Float64Array, outcome: Outcome, foldCount: number): void {
  if (target.length < foldCount) throw new TrainingDataError(`${foldCount} folds need as many rows, got ${target.length}`);
  if (outcome === 'value') return;
  for (const value of [0, 1]) {
    const count = target.filter((found) => found === value).length;
    if (count < foldCount) {
      throw new TrainingDataError(
        `${foldCount} folds need as many examples of class ${value}, got ${count}; add data or take fewer folds`,
      );
    }
  }
}

/** Large groups first, each into the fold where it leaves the classes spread most evenly. */
function groupedFolds(target: Float64Array, outcome: Outcome, groups: Int32Array, foldCount: number, random: Random): Int32Array {
  const members = new Map<number, { readonly tie: number; readonly counts: [number, number] }>();
  const classOf = (row: number) => (outcome === 'probability' ? target[row]! : 0);
  const totals: [number, number] = [0, 0];
  for (const [row, group] of groups.entries()) {
    const member = members.get(group) ?? { tie: random.next(), counts: [0, 0] };
    member.counts[classOf(row)]!++;
    totals[classOf(row)]!++;
    members.set(group, member);
  }
  if (members.size < foldCount) throw new TrainingDataError(`${foldCount} folds need as many groups, got ${members.size}`);
  const spread = (counts: readonly number[]) => counts.reduce((sum, count, i) => sum + (count / Math.max(1, totals[i]!)) ** 2, 0);
  const order = [...members].toSorted(([, a], [, b]) => spread(b.counts) - spread(a.counts) || a.tie - b.tie);
  const filled = Array.from({ length: foldCount }, (): [number, number] => [0, 0]);
  const foldOf = new Map<number, number>();
  for (const [group, { counts }] of order) {
    const rise = filled.map((fold) => spread([fold[0] + counts[0], fold[1] + counts[1]]) - spread(fold));
    const chosen = rise.indexOf(Math.min(...rise));
    filled[chosen]![0] += counts[0];
    filled[chosen]![1] += counts[1];
    foldOf.set(group, chosen);
  }
  return groups.map((group) => foldOf.get(group)!);
}

function permutation(n: number, random: Random): readonly number[] {
  const keyed = Array.from({ length: n }, (_, index) => ({ index, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ index }) => index);
}

/** Numbers ids from 0 in order of appearance; rows with one id get one number. */
export function groupsOf(ids: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(ids, (id) => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  });
}
