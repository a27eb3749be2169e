/** See kernels/lloyd.as for arguments and results. */
export interface LloydExports {
  layOut(points: number, blocks: number, n: number, d: number): number;
  step(
    points: number,
    blocks: number,
    n: number,
    d: number,
    k: number,
    centroids: number,
    halfNorms: number,
    pairs: number,
    doubt: number,
    labels: number,
    sums: number,
    sizes: number,
    scratch: number,
  ): number;
  addUp(points: number, n: number, d: number, k: number, labels: number, sums: number): void;
  nearer(blocks: number, n: number, d: number, target: number, before: number, distances: number): number;
  inertia(points: number, n: number, d: number, centroids: number, labels: number): number;
}
