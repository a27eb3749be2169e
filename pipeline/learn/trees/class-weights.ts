/**
 * Weights under which examples of class 1 count `positive` times as much.
 *
 * @param target 0 or 1 a row, both present
 * @param positive `balanced`: so much that both classes weigh the same
 * @returns undefined where all weigh 1
 */
export function classWeights(
  target: Float64Array,
  positive: number | 'balanced',
  weights: Float64Array | undefined,
): Float64Array | undefined {
  if (positive === 1) return weights;
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const times = positive === 'balanced' ? totalOf(0, target, weightOf) / totalOf(1, target, weightOf) : positive;
  return target.map((value, row) => weightOf(row) * (value === 1 ? times : 1));
}

function totalOf(value: number, target: Float64Array, weightOf: (row: number) => number): number {
  return target.reduce((sum, found, row) => (found === value ? sum + weightOf(row) : sum), 0);
}
