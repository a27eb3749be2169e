import type { ChoiceOfK, KCandidate, RunSettings } from '../domain/run.ts';
import { distinctRows, type Matrix, takeRows } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { kmeans } from './kmeans.ts';
import type { Pool } from './pool.ts';
import { sampleIndices, silhouettes } from './silhouette.ts';
import { stability } from './stability.ts';

const SMALLEST_K = 2;
const LARGEST_K = 8;
/** Silhouettes of candidates are compared on so many users: enough to rank them, at a hundredth of the work. */
const SAMPLE_SIZE = 5000;
const STARTS = 5;
/** A candidate less stable than this would not be found again next week. */
const STABLE_FROM = 0.6;

/**
 * Chooses the number of clusters from 2 to 8: among those that other samples find again (adjusted Rand index at least 0.6)
 * the one of the highest silhouette; if none is stable, the highest silhouette of all. The elbow of the inertia is
 * reported beside it.
 */
export async function chooseK(points: Matrix, settings: Omit<RunSettings, 'k'>, pool: Pool): Promise<ChoiceOfK> {
  const random = Random.stream(settings.seed, 2);
  const sampled = sampleIndices(points.rows, Math.min(points.rows, SAMPLE_SIZE), random);
  const sample = takeRows(points, sampled);
  const candidates: KCandidate[] = [];
  const largest = Math.min(LARGEST_K, points.rows - 1, Math.max(SMALLEST_K, distinctRows(points, LARGEST_K)));
  for (let k = SMALLEST_K; k <= largest; k++) {
    const { labels, inertia } = await kmeans(points, { ...settings, k, starts: STARTS }, pool);
    const sampleLabels = Uint8Array.from(sampled, (index) => labels[index]!);
    const values = await silhouettes(sample, sampleLabels, k, pool);
    const silhouette = values.reduce((sum, value) => sum + value, 0) / values.length;
    const { medianRandIndex } = await stability(points, labels, k, settings.seed, pool);
    candidates.push({ k, inertia, silhouette, stability: medianRandIndex });
  }
  const stable = candidates.filter((candidate) => candidate.stability >= STABLE_FROM);
  const best = highest(stable.length > 0 ? stable : candidates, ({ silhouette }) => silhouette);
  return { chosen: best.k, why: reasonFor(best, stable, candidates), candidates };
}

function reasonFor({ k, silhouette }: KCandidate, stable: readonly KCandidate[], tried: readonly KCandidate[]): string {
  const value = silhouette.toFixed(3);
  if (tried.length === 1) return `so few rows differ that no other number could be tried (silhouette ${value})`;
  const bend = `the elbow of the inertia is at ${elbow(tried)}`;
  if (stable.length === 0) return `no number of clusters is stable; ${k} have the highest silhouette (${value}); ${bend}`;
  if (stable.length === 1) return `only ${k} clusters are found again by other samples (silhouette ${value}); ${bend}`;
  return `${k} clusters have the highest silhouette (${value}) of the ${stable.length} numbers that other samples find again; ${bend}`;
}

/**
 * The k at which the inertia curve bends most: furthest below the line from its first to its last point.
 *
 * @see Satopää et al. (2011), https://doi.org/10.1109/ICDCSW.2011.20
 */
export function elbow(candidates: readonly Pick<KCandidate, 'k' | 'inertia'>[]): number {
  const [first, last] = [candidates[0]!, candidates.at(-1)!];
  const drop = ({ k, inertia }: Pick<KCandidate, 'k' | 'inertia'>) =>
    first.inertia + ((last.inertia - first.inertia) * (k - first.k)) / Math.max(1, last.k - first.k) - inertia;
  return highest(candidates, drop).k;
}

function highest<Item>(items: readonly Item[], value: (item: Item) => number): Item {
  return items.reduce((best, item) => (value(item) > value(best) ? item : best));
}
