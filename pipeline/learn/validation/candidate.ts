import type { Fitted, Learner, Table } from '../learner.ts';
import { type Balance, balanced } from '../prepare/balance.ts';

/** A learner with its settings, as a leaderboard compares it: what is inside does not matter there. */
export interface Candidate {
  /** Names it in tables: "boosted trees", "logistic regression, balanced". */
  readonly name: string;
  readonly kind: string;
  readonly settings: object;
  readonly balance: Balance;
  fit(table: Table, target: Float64Array, weights?: Float64Array): Fitted;
}

export interface CandidateOptions {
  readonly balance?: Balance;
  /** Of the made-up examples, where `balance` is `smote`. */
  readonly seed?: number;
}

/** @example candidate('logistic regression', logisticRegression, { l2: 10 }, { balance: 'weights' }) */
export function candidate<Settings extends object>(
  name: string,
  learner: Learner<Settings>,
  settings: Partial<Settings> = {},
  { balance = 'none', seed = 1 }: CandidateOptions = {},
): Candidate {
  const complete: Settings = { ...learner.defaults, ...settings };
  return {
    name,
    kind: learner.kind,
    settings: complete,
    balance,
    fit: (table, target, weights) => {
      const examples = balanced({ table, target, weights }, balance, seed);
      return learner.fit(examples.table, examples.target, complete, examples.weights);
    },
  };
}
