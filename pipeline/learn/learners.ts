import { z } from 'zod';
import { ModelFormatError } from './errors.ts';
import type { Fitted, Learner } from './learner.ts';
import { lasso, linearRegression, ridge } from './linear/least-squares.ts';
import { logisticRegression } from './linear/logistic.ts';
import { mlp } from './mlp/mlp.ts';
import { boostedTrees } from './trees/boosted-trees.ts';
import { restoreIsolationForest } from './trees/isolation-forest.ts';
import { randomForest } from './trees/random-forest.ts';

type Restorer = Pick<Learner<never>, 'kind' | 'restore'>;

/** Everything whose models can be stored. */
const RESTORERS: readonly Restorer[] = [
  logisticRegression,
  linearRegression,
  ridge,
  lasso,
  mlp,
  boostedTrees,
  randomForest,
  { kind: 'isolation-forest', restore: restoreIsolationForest },
];

export const LEARNER_KINDS: readonly string[] = RESTORERS.map(({ kind }) => kind);

/**
 * A model from its JSON, by whichever learner made it.
 * @throws {ModelFormatError} where the JSON is of no known kind, or broken
 */
export function restoreFitted(json: unknown): Fitted {
  const kind = z.object({ kind: z.string() }).safeParse(json).data?.kind;
  const restorer = RESTORERS.find((known) => known.kind === kind);
  if (restorer === undefined) {
    throw new ModelFormatError(`a model must be of one of the kinds ${LEARNER_KINDS.join(', ')}, got ${kind ?? 'no kind'}`);
  }
  return restorer.restore(json);
}
