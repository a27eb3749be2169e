import { type Column, measureOf, type Profile } from '../domain/profile.ts';
import { type Cell, type CompleteRun, type Movement, type Slice, USERS } from '../domain/run.ts';
import { addMoments, type Moments } from '../math/statistics.ts';
import type { AlertRule } from './rules.ts';
import { sliceKey, WHOLE } from './slices.ts';

/** One run as the detector sees it: the watched figures in every slice. */
export interface Snapshot {
  readonly run: CompleteRun;
  readonly series: readonly Series[];
}

/** One figure in every slice of one run. */
export interface Series {
  readonly rule: AlertRule;
  /** Name of the measure, or `segment_share`, `downgrade_share`, `missing_share`, `rejected_share`. */
  readonly measure: string;
  /** The segment or column that a share is about; null for measures. */
  readonly subject: string | null;
  /** By slice key. */
  readonly readings: ReadonlyMap<string, Reading>;
}

/** Sums over the users of a slice; of shares every user counts 0 or 1. */
export interface Reading {
  readonly slice: Slice;
  readonly moments: Moments;
}

/** What a snapshot is made of. */
export interface SnapshotContents {
  /** Cells of `watchedMeasures` over the whole, all one- and two-dimensional slices. */
  readonly cells: readonly Cell[];
  /** From the run before; undefined for the first run. */
  readonly movements: readonly Movement[] | undefined;
}

/** The measures whose cells a snapshot needs. */
export function watchedMeasures(profile: Profile, rules: readonly AlertRule[]): readonly string[] {
  const names = rules.flatMap(({ figure }) => {
    if (figure.kind === 'measure') return [measureOf(profile, figure.measure).name];
    return figure.kind === 'missing share' ? incompleteMeasures(profile).map(({ measure }) => measure) : [];
  });
  return [...new Set([USERS, ...names])];
}

export function snapshotOf(
  run: CompleteRun,
  { cells, movements }: SnapshotContents,
  profile: Profile,
  rules: readonly AlertRule[],
): Snapshot {
  const byMeasure = Map.groupBy(cells, ({ measure }) => measure);
  const cellsOf = (measure: string) => byMeasure.get(measure) ?? [];
  const users = overSegments(cellsOf(USERS));
  const series = rules.flatMap((rule): Series[] => {
    const { figure } = rule;
    switch (figure.kind) {
      case 'measure':
        return [{ rule, measure: figure.measure, subject: null, readings: overSegments(cellsOf(figure.measure)) }];
      case 'segment share':
        return run.segments.map(({ name }) => {
          const inSegment = overSegments(cellsOf(USERS).filter(({ segment }) => segment === name));
          const hits = (key: string) => inSegment.get(key)?.moments.count ?? 0;
          return { rule, measure: 'segment_share', subject: name, readings: sharesOf(users, hits) };
        });
      case 'missing share':
        return incompleteMeasures(profile).map(({ column, measure }) => {
          const present = overSegments(cellsOf(measure));
          const hits = (key: string) => users.get(key)!.moments.count - (present.get(key)?.moments.count ?? 0);
          return { rule, measure: 'missing_share', subject: column, readings: sharesOf(users, hits) };
        });
      case 'rejected share':
        return [{ rule, measure: 'rejected_share', subject: null, readings: wholeShare(run.rejected, run.rows + run.rejected) }];
      case 'downgrade share':
        return movements === undefined ? [] : [downgrades(rule, run, movements)];
      default:
        return figure satisfies never;
    }
  });
  return { run, series: series.filter(({ readings }) => readings.size > 0) };
}

/** Columns whose values may be missing, each with a measure that counts the ones that are there. */
function incompleteMeasures({ columns, measures }: Profile): readonly { readonly column: string; readonly measure: string }[] {
  const mayBeMissing = (column: Column) => column.kind === 'number' && column.missing === 'keep';
  return columns.filter(mayBeMissing).flatMap(({ name }) => {
    const measure = measures.find(({ column, above }) => column === name && above === undefined);
    return measure === undefined ? [] : [{ column: name, measure: measure.name }];
  });
}

function overSegments(cells: readonly Cell[]): ReadonlyMap<string, Reading> {
  const readings = new Map<string, Reading>();
  for (const { slice, count, sum, sumOfSquares } of cells) {
    const key = sliceKey(slice);
    const before = readings.get(key);
    const moments = { count, sum, sumOfSquares };
    readings.set(key, { slice, moments: before === undefined ? moments : addMoments([before.moments, moments]) });
  }
  return readings;
}

function sharesOf(users: ReadonlyMap<string, Reading>, hitsIn: (key: string) => number): ReadonlyMap<string, Reading> {
  return new Map([...users].map(([key, { slice, moments }]) => [key, { slice, moments: indicator(hitsIn(key), moments.count) }]));
}

function wholeShare(hits: number, count: number): ReadonlyMap<string, Reading> {
  return new Map(count > 0 ? [[sliceKey(WHOLE), { slice: WHOLE, moments: indicator(hits, count) }]] : []);
}

function downgrades(rule: AlertRule, run: CompleteRun, movements: readonly Movement[]): Series {
  const [best, last] = [run.segments[0]!.name, run.segments.at(-1)!.name];
  const stayed = movements.filter(({ from, to }) => from === best && to !== null);
  const total = stayed.reduce((sum, { users }) => sum + users, 0);
  const fallen = stayed.find(({ to }) => to === last)?.users ?? 0;
  return { rule, measure: 'downgrade_share', subject: best, readings: wholeShare(best === last ? 0 : fallen, total) };
}

function indicator(hits: number, count: number): Moments {
  return { count, sum: hits, sumOfSquares: hits };
}
