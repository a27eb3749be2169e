import { columnDeviations, columnMeans, type Matrix } from '../math/matrix.ts';

/** A start stops at this squared shift relative to the mean variance of a feature, as scikit-learn's do. */
const RELATIVE_TOLERANCE = 1e-4;

/** The squared shift of all centroids together at which a start on these points stops. */
export function toleranceOf(points: Matrix): number {
  const deviations = columnDeviations(points, columnMeans(points));
  return RELATIVE_TOLERANCE * (deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / deviations.length);
}
