import {
  addMoments,
  type Cell,
  type CompleteRun,
  type Measure,
  type Moments,
  type Movement,
  meanOf,
  type Profile,
  type Store,
  varianceOf,
  Z95,
} from '#pipeline';
import { count, formatNumber, list, type NumberFormat, share, signed } from '../format.ts';
import type { Change } from '../report.ts';
import { displayName, displayNames } from '../views/define.ts';
import { formatOf } from '../views/kpis.ts';
import type { Table } from '../views/view.ts';

/** What the change section is made of. */
export interface ChangeData {
  readonly before: readonly Cell[];
  readonly after: readonly Cell[];
  readonly movements: readonly Movement[];
}

export async function loadChange(store: Store, previous: CompleteRun, run: CompleteRun, profile: Profile): Promise<ChangeData> {
  const measures = profile.measures.map(({ name }) => name);
  const [before, after, movements] = await Promise.all([
    store.cells(previous.id, [], measures),
    store.cells(run.id, [], measures),
    store.movements(previous.id, run.id),
  ]);
  return { before, after, movements };
}

/** The change section with the figures behind its tables. */
export interface MeasuredChange extends Change {
  readonly measures: readonly MeasureChange[];
}

/** What changed since the previous run: segment sizes, averages, and who moved where. */
export function changeBetween(data: ChangeData, previous: CompleteRun, run: CompleteRun, profile: Profile): MeasuredChange {
  const measures = profile.measures.map((measure) => measureChange(measure, data));
  return {
    since: { runId: previous.id, asOf: previous.asOf },
    finding: findingOf(data.movements, measures, run),
    segments: segmentTable(previous, run),
    kpis: measureTable(measures),
    movers: moverTable(data.movements, run),
    movements: data.movements,
    measures,
  };
}

/** A measure over all users in two runs. */
export interface MeasureChange {
  readonly measure: Measure;
  readonly before: number | null;
  readonly after: number | null;
  /**
   * Whether the difference exceeds what independent samples of such users would show in 95 of 100 cases. Most users are in
   * both runs, so this is a careful test: what it calls a change is one.
   */
  readonly beyondChance: boolean;
}

function measureChange(measure: Measure, { before, after }: ChangeData): MeasureChange {
  const of = (cells: readonly Cell[]) => addMoments(cells.filter((cell) => cell.measure === measure.name));
  const [old, now] = [of(before), of(after)];
  return {
    measure,
    before: old.count === 0 ? null : meanOf(old),
    after: now.count === 0 ? null : meanOf(now),
    beyondChance: Math.abs(meanOf(now) - meanOf(old)) > Z95 * Math.sqrt(squaredError(old) + squaredError(now)),
  };
}

function squaredError(moments: Moments): number {
  return varianceOf(moments) / moments.count;
}

/** Users who are in both runs and changed segment, in the direction of most users first. */
export function moves(movements: readonly Movement[]): readonly Movement[] {
  return movements.filter(({ from, to }) => from !== null && to !== null && from !== to).toSorted((a, b) => b.users - a.users);
}

function findingOf(movements: readonly Movement[], measures: readonly MeasureChange[], run: CompleteRun): string {
  const shown = displayNames(run);
  const changed = measures.filter(({ beyondChance }) => beyondChance).map(({ measure }) => measure.label.toLowerCase());
  const inWords = moves(movements)
    .slice(0, 2)
    .map(({ from, to, users }) => `${count(users)} users moved from ${shown(from!)} to ${shown(to!)}`);
  const moved = inWords.length === 0 ? 'Nobody changed segment' : list(inWords);
  return `${moved}; ${changed.length === 0 ? 'no average moved by more than chance' : `${list(changed)} moved by more than chance`}.`;
}

const SHARE: NumberFormat = { kind: 'share' };

function segmentTable(previous: CompleteRun, run: CompleteRun): Table {
  const before = new Map(previous.segments.map((segment) => [segment.name, segment]));
  const gone = previous.segments.filter(({ name }) => !run.segments.some((segment) => segment.name === name));
  return {
    title: 'Segments',
    columns: [
      { key: 'segment', label: 'Segment' },
      { key: 'before', label: 'Users before', format: { kind: 'count' } },
      { key: 'after', label: 'Users now', format: { kind: 'count' } },
      { key: 'share-before', label: 'Share before', format: SHARE },
      { key: 'share-after', label: 'Share now', format: SHARE },
      { key: 'change', label: 'Change' },
    ],
    rows: [
      ...run.segments.map((segment) => {
        const old = before.get(segment.name);
        const change = old === undefined ? 'new' : signed(segment.share - old.share, SHARE);
        return [displayName(segment), old?.users ?? null, segment.users, old?.share ?? null, segment.share, change];
      }),
      ...gone.map((segment) => [displayName(segment), segment.users, null, segment.share, null, 'gone']),
    ],
  };
}

function measureTable(measures: readonly MeasureChange[]): Table {
  return {
    title: 'Averages over all users',
    columns: [
      { key: 'measure', label: 'Measure' },
      { key: 'before', label: 'Before' },
      { key: 'after', label: 'Now' },
      { key: 'change', label: 'Change' },
      { key: 'chance', label: 'Beyond chance?' },
    ],
    rows: measures
      .toSorted((a, b) => Number(b.beyondChance) - Number(a.beyondChance))
      .map(({ measure, before, after, beyondChance }) => {
        const format = formatOf(measure);
        const change = before === null || after === null ? '–' : signed(after - before, format);
        return [measure.label, formatNumber(before, format), formatNumber(after, format), change, beyondChance ? 'yes' : 'no'];
      }),
  };
}

function moverTable(movements: readonly Movement[], run: CompleteRun): Table {
  const shown = displayNames(run);
  const total = movements.reduce((sum, { users }) => sum + users, 0);
  return {
    title: 'Where users went',
    columns: [
      { key: 'from', label: 'From' },
      { key: 'to', label: 'To' },
      { key: 'users', label: 'Users', format: { kind: 'count' } },
      { key: 'share', label: 'Share', format: SHARE },
    ],
    rows: movements
      .toSorted((a, b) => b.users - a.users)
      .map(({ from, to, users }) => [
        from === null ? 'not there before' : shown(from),
        to === null ? 'gone' : shown(to),
        users,
        users / total,
      ]),
  };
}

/** @example moverShare(movements) // "1.3% changed segment" */
export function moverShare(movements: readonly Movement[]): string {
  const stayed = movements.filter(({ from, to }) => from !== null && to !== null).reduce((sum, { users }) => sum + users, 0);
  const moved = moves(movements).reduce((sum, { users }) => sum + users, 0);
  return stayed === 0 ? '–' : share(moved / stayed);
}
