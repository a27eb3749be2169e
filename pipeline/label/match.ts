import { type Matrix, row, squaredDistance } from '../math/matrix.ts';

/**
 * Which old cluster each new one is: the assignment of least total distance, and of it only the pairs that are
 * beyond doubt - a new centroid nearer to its old one than half the way from there to any other old one.
 *
 * @param current k × d, previous m × d, both in the same scale
 * @returns k indices into `previous`, −1 for a cluster that was not there before
 * @see Jonker and Volgenant (1987), https://doi.org/10.1007/BF02278710, through linear-sum-assignment
 */
export async function matchCentroids(current: Matrix, previous: Matrix): Promise<number[]> {
  const { linearSumAssignment } = await import('linear-sum-assignment'); // slow to load, and the first run needs none
  const distances = Array.from({ length: current.rows }, (_, a) =>
    Array.from({ length: previous.rows }, (_, b) => distance(current, a, previous, b)),
  );
  const { rowAssignments } = linearSumAssignment(distances, { maximaze: false });
  return Array.from({ length: current.rows }, (_, a) => {
    const b = rowAssignments[a] ?? -1;
    return b >= 0 && distances[a]![b]! <= halfWayToNext(previous, b) ? b : -1;
  });
}

function halfWayToNext(centroids: Matrix, index: number): number {
  const others = Array.from({ length: centroids.rows }, (_, other) =>
    other === index ? Number.POSITIVE_INFINITY : distance(centroids, index, centroids, other),
  );
  return Math.min(...others) / 2;
}

function distance(a: Matrix, i: number, b: Matrix, j: number): number {
  return Math.sqrt(squaredDistance(row(a, i), row(b, j)));
}
