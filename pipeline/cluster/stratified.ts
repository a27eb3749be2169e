import { type Random, shuffle } from '../math/random.ts';
import { clusterSizes } from './cluster-sizes.ts';

/** Fewer of a cluster say nothing of the distances within it. */
const LEAST = 2;

/**
 * Samples without common points, in each of which every cluster has its share of all points as nearly as whole points
 * allow, and at least two points if there are enough.
 *
 * @param labels n cluster indices from 0 to k − 1
 * @param size points of a sample, about
 * @returns `count` samples of indices
 * @see Cochran (1977), Sampling Techniques, chapter 5: proportional allocation
 */
export function stratifiedSamples(labels: Uint8Array, k: number, count: number, size: number, random: Random): Int32Array[] {
  const left = clusterSizes(labels, k);
  const shares = left.map((users) => {
    const most = Math.floor(users / count);
    return Math.min(most, Math.max(Math.min(LEAST, most), Math.round((size * users) / labels.length)));
  });
  const wanted = shares.map((share) => share * count);
  const drawn: number[][] = shares.map(() => []);
  for (let i = 0; i < labels.length; i++) {
    const cluster = labels[i]!;
    const own = drawn[cluster]!;
    if (random.next() * left[cluster]!-- < wanted[cluster]! - own.length) own.push(i); // selection sampling
  }
  for (const own of drawn) shuffle(own, random);
  return Array.from({ length: count }, (_, sample) =>
    Int32Array.from(drawn.flatMap((own, cluster) => own.slice(sample * shares[cluster]!, (sample + 1) * shares[cluster]!))),
  );
}
