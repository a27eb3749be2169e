import { LearnerSettingError } from '../errors.ts';
import { checkSettings } from '../examples.ts';
import type { FeatureShape, Outcome, Table } from '../learner.ts';
import { type BinnedFeature, MOST_BINS } from './bins.ts';
import type { EarlyStopping } from './early-stopping.ts';

export interface BoostedTreesSettings {
  readonly outcome: Outcome;
  /** How many trees; the most there may be, where training stops early. */
  readonly treeCount: number;
  readonly learningRate: number;
  readonly maxDepth: number;
  /** Where given, trees grow leaf by leaf, the one that gains most first, up to so many. */
  readonly maxLeaves?: number;
  readonly l2: number;
  /** The least sum of hessians in a leaf: of squared error the number of rows, of log loss the sum of p (1 − p). */
  readonly minChildWeight: number;
  readonly minGain: number;
  /** Share of the rows that each tree sees, 0 to 1. */
  readonly rowShare: number;
  /** Share of the features that each tree sees, 0 to 1. */
  readonly featureShare: number;
  /** Slots per feature, one of them for missing values; 3 to 255. */
  readonly binCount: number;
  /** How often examples of class 1 count; `balanced`: both classes weigh the same. Raises the probabilities, too. */
  readonly positiveWeight: number | 'balanced';
  /** Number features with which the prediction may only rise (1) or only fall (−1). */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  /** Where given, training stops when the loss of rows held out falls no more, and the trees up to the lowest are kept. */
  readonly earlyStopping?: EarlyStopping;
  /** Added to the hessians of a category where categories are ordered, so that rare ones come to the middle. */
  readonly categorySmoothing: number;
  readonly seed: number;
}

/** Far more than rows could ever need; walks down a tree stay short. */
export const MOST_DEPTH = 64;

/** @throws {LearnerSettingError} that names what is out of its range, or no number feature of the table */
export function checkBoosting(settings: BoostedTreesSettings, table: Table): void {
  const { earlyStopping, positiveWeight, monotone } = settings;
  checkSettings(settings, {
    treeCount: { from: 1, whole: true },
    learningRate: { from: 1e-6, to: 1 },
    maxDepth: { from: 1, to: MOST_DEPTH, whole: true },
    maxLeaves: { from: 2, whole: true },
    l2: { from: 0 },
    minChildWeight: { from: 1e-6 },
    minGain: { from: 0 },
    rowShare: { from: 1e-6, to: 1 },
    featureShare: { from: 1e-6, to: 1 },
    binCount: { from: 3, to: MOST_BINS, whole: true },
    categorySmoothing: { from: 0 },
  });
  if (earlyStopping !== undefined)
    checkSettings(earlyStopping, { share: { from: 0.01, to: 0.9 }, patience: { from: 1, whole: true } });
  if (positiveWeight !== 'balanced') checkSettings({ positiveWeight }, { positiveWeight: { from: 1e-6 } });
  const numbers = table.features.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const strangers = Object.keys(monotone).filter((name) => !numbers.includes(name));
  if (strangers.length > 0) {
    throw new LearnerSettingError(
      `monotone must name number features, got ${strangers.join(', ')}; choose of ${numbers.join(', ')}`,
    );
  }
}

/** Per binned feature 1, −1 or 0; undefined where all are free, which is faster. */
export function monotoneSigns(
  monotone: BoostedTreesSettings['monotone'],
  shapes: readonly FeatureShape[],
  features: readonly BinnedFeature[],
): Int8Array | undefined {
  const signs = Int8Array.from(features, ({ index }) => monotone[shapes[index]!.name] ?? 0);
  return signs.some((sign) => sign !== 0) ? signs : undefined;
}
