import { TrainingDataError } from '../errors.ts';
import type { HeldOut } from './hold-out.ts';

/** How the examples are spoken of to whoever trains. */
export interface OutcomeWords {
  /** What one row is, in the plural: "sessions". */
  readonly rows: string;
  /** What may have become of one: "crashed". */
  readonly happened: string;
}

/**
 * Checks that there is enough to learn from and to judge by, in words of the data rather than of learning.
 *
 * @param target 1 where it happened, else 0
 * @param ids whom each row is about
 * @param least rows of either outcome, and users, that learning needs
 * @throws {TrainingDataError} with what is lacking
 */
export function requireOutcomes(
  target: Float64Array,
  ids: readonly string[],
  { training, heldOut }: HeldOut,
  least: number,
  { rows, happened }: OutcomeWords,
): void {
  const users = new Set(Array.from(training, (row) => ids[row]!)).size;
  if (users < least || heldOut.length === 0) {
    throw new TrainingDataError(
      `there are too few users: ${users} to learn from, of whom ${least} are needed, and ${heldOut.length} ${rows} of others to judge by; give files of more users`,
    );
  }
  const yes = training.reduce((sum, row) => sum + target[row]!, 0);
  const no = training.length - yes;
  if (yes >= least && no >= least) return;
  throw new TrainingDataError(
    `of ${training.length} ${rows} to learn from ${yes} ${happened} and ${no} did not, and ${least} of each are needed; give the files of more weeks, or of more users`,
  );
}
