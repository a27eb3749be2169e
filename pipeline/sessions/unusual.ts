import { driversOf, ISOLATION_DEFAULTS, isolationForest, type NumberFeature, type Table, takeTableRows } from '../learn/index.ts';
import { median } from '../math/statistics.ts';
import { type Habits, habitsOf } from './habits.ts';
import type { SessionRows } from './session-rows.ts';

/** How unusual sessions are, by an isolation forest. */
export interface UnusualSessions {
  /** One a row, 0 to 1; about 0.5 is usual. */
  readonly scores: Float64Array;
  /** Those above `UNUSUAL_FROM`, the most unusual first. */
  readonly flagged: readonly { readonly index: number; readonly score: number; readonly reason: string }[];
}

/** The score from which a session is shown. Of the planted bots of four seeds it finds four to seven in ten, and hardly anybody else. */
export const UNUSUAL_FROM = 0.6;

/**
 * Scores sessions by how few random cuts set them apart, whatever the rules know.
 *
 * @throws {TrainingDataError} for fewer than two sessions, or where all are alike
 * @see Liu, Ting and Zhou (2008), https://doi.org/10.1109/ICDM.2008.17
 */
export function unusualSessions(rows: SessionRows, seed: number, habits: readonly Habits[] = habitsOf(rows)): UnusualSessions {
  const table = sessionFeatures(rows, habits);
  const forest = isolationForest(table, { ...ISOLATION_DEFAULTS, seed });
  const scores = forest.predict(table);
  const indices = [...scores.keys()].filter((index) => scores[index]! >= UNUSUAL_FROM);
  const ranked = indices.toSorted((a, b) => scores[b]! - scores[a]! || a - b);
  const contributions = forest.contributions!(takeTableRows(table, ranked));
  return {
    scores,
    flagged: ranked.map((index, place) => {
      const telling = driversOf(contributions, forest.features, place).filter(({ adds }) => adds < 0); // shorter paths
      return {
        index,
        score: scores[index]!,
        reason: reasonOf(
          telling.slice(0, 2).map(({ feature }) => feature),
          rows,
          habits,
          index,
        ),
      };
    }),
  };
}

/** The features of the forest. All are taken as logarithms, because they differ by factors. */
export function sessionFeatures(rows: SessionRows, habits: readonly Habits[]): Table {
  const features = FEATURES.map(
    ({ name }): NumberFeature => ({
      kind: 'number',
      name,
      values: Float64Array.from(valuesOf(name, rows, habits), (value) => Math.log(value + 1e-3)),
    }),
  );
  return { rowCount: rows.count, features };
}

function valuesOf(name: FeatureName, { numbers, count }: SessionRows, habits: readonly Habits[]): Float64Array {
  if (name in numbers) return numbers[name as keyof typeof numbers];
  const own = name as keyof Habits;
  return Float64Array.from({ length: count }, (_, index) => habits[index]![own]);
}

function reasonOf(names: readonly string[], rows: SessionRows, habits: readonly Habits[], index: number): string {
  const parts = FEATURES.filter(({ name }) => names.includes(name)).map(({ name, label }) => {
    const values = valuesOf(name, rows, habits);
    const usual = median(values.filter((value) => !Number.isNaN(value)));
    return `${label} ${short(values[index]!)} (usual ${short(usual)})`;
  });
  return parts.join(', ');
}

function short(value: number): string {
  return Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(2)));
}

const FEATURES = [
  { name: 'events_per_second', label: 'events a second' },
  { name: 'screens_per_second', label: 'screens a second' },
  { name: 'duration_s', label: 'seconds' },
  { name: 'events_count', label: 'events' },
  { name: 'screens_viewed', label: 'screens' },
  { name: 'sessions', label: 'sessions of the user' },
  { name: 'durationSpread', label: 'the user’s durations vary by' },
  { name: 'eventsSpread', label: 'the user’s events vary by' },
] as const;
type FeatureName = (typeof FEATURES)[number]['name'];
