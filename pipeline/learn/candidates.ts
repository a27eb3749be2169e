import type { Outcome } from './learner.ts';
import { lasso, ridge } from './linear/least-squares.ts';
import { logisticRegression } from './linear/logistic.ts';
import { mlp } from './mlp/mlp.ts';
import { boostedTrees } from './trees/boosted-trees.ts';
import { randomForest } from './trees/random-forest.ts';
import { type Candidate, candidate } from './validation/candidate.ts';

/** The learners that compete unless others are named, the simplest first: by how easily a prediction is explained. */
export function defaultCandidates(outcome: Outcome, seed: number): readonly Candidate[] {
  return [
    ...(outcome === 'probability' ? classifiers(seed) : regressions()),
    candidate('boosted trees', boostedTrees, { outcome, seed }),
    candidate('random forest', randomForest, { outcome, seed }),
    candidate('multi-layer perceptron', mlp, { outcome, seed }),
  ];
}

function classifiers(seed: number): readonly Candidate[] {
  return [
    candidate('logistic regression', logisticRegression),
    candidate('logistic regression, balanced', logisticRegression, {}, { balance: 'weights', seed }),
  ];
}

function regressions(): readonly Candidate[] {
  return [candidate('lasso', lasso), candidate('ridge regression', ridge)];
}
