import type { Random } from '../../math/random.ts';
import type { Outcome } from '../learner.ts';
import type { Loss } from './loss.ts';
import { draw, weighing } from './sample.ts';

/** Share of the rows that are held out, and how many trees in a row may fail to lower their loss. */
export interface EarlyStopping {
  readonly share: number;
  readonly patience: number;
}

/**
 * Rows to learn from and rows to judge by, both in rising order; of classes the same share of each is held out. Rows that
 * weigh nothing are in neither.
 */
export function holdOut(
  target: Float64Array,
  weights: Float64Array | undefined,
  { outcome, earlyStopping }: { readonly outcome: Outcome; readonly earlyStopping?: EarlyStopping },
  random: Random,
): { readonly training: Int32Array; readonly held: Int32Array } {
  const share = earlyStopping?.share ?? 0;
  const rows = weighing(target.length, weights);
  const groups = outcome === 'value' ? [rows] : [0, 1].map((value) => rows.filter((row) => target[row] === value));
  const isHeld = new Uint8Array(target.length);
  for (const group of groups) for (const row of draw(group, Math.floor(share * group.length), random)) isHeld[row] = 1;
  return { training: rows.filter((row) => isHeld[row] === 0), held: rows.filter((row) => isHeld[row] === 1) };
}

/** Watches the loss of the rows held out, and knows how many trees had the lowest. */
export class Watch {
  readonly #held: Int32Array;
  readonly #patience: number;
  readonly #lossOf: (score: number, row: number) => number;
  #lowest = Number.POSITIVE_INFINITY;
  #best = 0;

  constructor(held: Int32Array, patience: number, loss: Loss, target: Float64Array, weights: Float64Array | undefined) {
    this.#held = held;
    this.#patience = patience;
    this.#lossOf = (score, row) => loss.of(score, target[row]!) * (weights?.[row] ?? 1);
  }

  /** Whether to go on after so many trees. */
  goesOn(treeCount: number, scores: Float64Array): boolean {
    if (this.#held.length === 0) return true;
    const sum = this.#held.reduce((total, row) => total + this.#lossOf(scores[row]!, row), 0);
    if (sum < this.#lowest) {
      this.#lowest = sum;
      this.#best = treeCount;
    }
    return treeCount - this.#best < this.#patience;
  }

  /** How many of the trees to keep. */
  best(treeCount: number): number {
    return this.#held.length === 0 ? treeCount : Math.max(1, this.#best);
  }
}
