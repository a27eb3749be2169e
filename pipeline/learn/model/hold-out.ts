import { LearnerSettingError } from '../errors.ts';
import type { Outcome } from '../learner.ts';
import { stratifiedFolds } from '../validation/folds.ts';
import { rowsWhere } from '../validation/out-of-fold.ts';

export interface HeldOut {
  /** Row indices, rising. */
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Parts rows by a hash of their id: whoever is held out today is held out at every training, so a new model and an old one can
 * be compared on users that neither has seen.
 *
 * @param ids one a row; rows of one id stay together
 * @param share of the ids held out, above 0 and below 1
 */
export function holdOutById(ids: readonly string[], share: number): HeldOut {
  checkShare(share);
  const isHeld = Int32Array.from(ids, (id) => (hashShare(id) < share ? 1 : 0));
  return { training: rowsWhere(isHeld, (held) => held === 0), heldOut: rowsWhere(isHeld, (held) => held === 1) };
}

/** Parts rows without ids by seed, with the same share of both classes, or of low and high values, in either part. */
export function holdOutStratified(target: Float64Array, outcome: Outcome, share: number, seed: number): HeldOut {
  checkShare(share);
  const folds = stratifiedFolds(target, { outcome, foldCount: Math.max(2, Math.round(1 / share)), seed });
  return { training: rowsWhere(folds, (fold) => fold > 0), heldOut: rowsWhere(folds, (fold) => fold === 0) };
}

function checkShare(share: number): void {
  if (!(share > 0 && share < 1)) throw new LearnerSettingError(`the held-out share must be above 0 and below 1, got ${share}`);
}

/**
 * Spreads texts evenly over 0 to 1, on any machine alike.
 * @see FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, then the finaliser of MurmurHash3: ids differ in their last digits
 */
function hashShare(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
