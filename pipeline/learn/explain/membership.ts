import { squaredDistance } from '../../math/matrix.ts';

/**
 * Why a user is in one cluster rather than another, exactly: the difference of squared distances splits by feature.
 *
 * @param point d standardised features
 * @param own centroid of the user's cluster
 * @param other centroid of the cluster it is compared with
 * @returns d numbers that sum to |point − other|² − |point − own|²; above 0 speaks for the own cluster
 * @example membershipContributions([1, 0], [1, 1], [0, 0]) // [1, -1]: on the border, the two features cancel
 */
export function membershipContributions(
  point: ArrayLike<number>,
  own: ArrayLike<number>,
  other: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: point.length }, (_, j) => (point[j]! - other[j]!) ** 2 - (point[j]! - own[j]!) ** 2);
}

/** By how much the own centroid is nearer, in squared standard deviations: what {@link membershipContributions} sum to. */
export function membershipMargin(point: ArrayLike<number>, own: ArrayLike<number>, other: ArrayLike<number>): number {
  return squaredDistance(point, other) - squaredDistance(point, own);
}
