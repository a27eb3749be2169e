import { zeros } from '../../math/matrix.ts';
import type { Contributions, Table } from '../learner.ts';
import type { LinearWeights } from '../linear/linear-weights.ts';
import { encodeInChunks } from '../prepare/encoder.ts';

/**
 * What each feature adds to the score of each row, exactly: coefficient × (column − its mean in training), summed over the
 * columns the feature was encoded into. `base` is the score of a row of means; `base` and a row's values sum to its score.
 * For a linear model these are its Shapley values with independent features.
 *
 * @param members encoded columns of each feature
 * @see Lundberg and Lee (2017), https://arxiv.org/abs/1705.07874, corollary 1
 */
export function linearContributions(
  { encoder, coefficients, intercept, means }: LinearWeights,
  members: readonly (readonly number[])[],
  table: Table,
): Omit<Contributions, 'scale'> {
  const values = zeros(table.rowCount, members.length);
  for (const { from, rows } of encodeInChunks(encoder, table)) {
    for (let i = 0; i < rows.rows; i++) {
      for (const [feature, columns] of members.entries()) {
        let sum = 0;
        for (const j of columns) sum += coefficients[j]! * (rows.data[i * rows.columns + j]! - means[j]!);
        values.data[(from + i) * members.length + feature] = sum;
      }
    }
  }
  return { base: coefficients.reduce((sum, coefficient, j) => sum + coefficient * means[j]!, intercept), values };
}
