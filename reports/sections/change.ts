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
import { counted, formatNumber, inSentence, list, type NumberFormat, signed, upperFirst } from '../format.ts';
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
  /** False if either run is of weak trust: then its segments are no kinds of users, and to move between them means nothing. */
  readonly comparable: boolean;
}

/** What changed since the previous run: segment sizes, averages, and who moved where. */
export function changeBetween(data: ChangeData, previous: CompleteRun, run: CompleteRun, profile: Profile): MeasuredChange {
  const measures = profile.measures.map((measure) => measureChange(measure, data));
  const comparable = previous.trust.level !== 'weak' && run.trust.level !== 'weak';
  const moved = comparable
    ? movesInWords(data.movements, run, profile)
    : 'Trust is too weak to compare the segments of the two runs';
  return {
    since: { runId: previous.id, asOf: previous.asOf },
    finding: isAllNew(data.movements) ? `${upperFirst(changesInWords(measures))}.` : `${moved}; ${changesInWords(measures)}.`,
    segments: segmentTable(previous, run, profile),
    kpis: measureTable(measures, profile),
    movers: moverTable(isAllNew(data.movements) ? [] : data.movements, run, profile),
    movements: data.movements,
    measures,
    comparable,
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

function movesInWords(movements: readonly Movement[], run: CompleteRun, { entity }: Profile): string {
  const shown = displayNames(run);
  const inWords = moves(movements)
    .slice(0, 2)
    .map(({ from, to, users }) => `${counted(users, entity)} moved from ${shown(from!)} to ${shown(to!)}`);
  return inWords.length === 0 ? 'Nobody changed segment' : list(inWords);
}

/** Sessions happen once: where no row was there before, nothing moved. */
function isAllNew(movements: readonly Movement[]): boolean {
  return movements.length > 0 && movements.every(({ from, to }) => from === null || to === null);
}

/** Measures named in the finding; the table has them all. */
const NAMED = 3;

function changesInWords(measures: readonly MeasureChange[]): string {
  const changed = measures.filter(({ beyondChance }) => beyondChance);
  if (changed.length === 0) return 'no average moved by more than chance';
  const named = changed.slice(0, NAMED).map(({ measure, before, after }) => {
    return `${inSentence(measure.label)} ${after! > before! ? 'rose' : 'fell'}`;
  });
  const others = changed.length - named.length;
  const more = others === 0 ? [] : [`${counted(others, { one: 'other average', many: 'other averages' })} moved`];
  return `${list([...named, ...more])} by more than chance`;
}

const SHARE: NumberFormat = { kind: 'share' };

function segmentTable(previous: CompleteRun, run: CompleteRun, { entity }: Profile): Table {
  const before = new Map(previous.segments.map((segment) => [segment.name, segment]));
  const gone = previous.segments.filter(({ name }) => !run.segments.some((segment) => segment.name === name));
  return {
    title: 'Segments',
    columns: [
      { key: 'segment', label: 'Segment' },
      { key: 'before', label: `${upperFirst(entity.many)} before`, format: { kind: 'count' } },
      { key: 'after', label: `${upperFirst(entity.many)} now`, format: { kind: 'count' } },
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

function measureTable(measures: readonly MeasureChange[], { entity }: Profile): Table {
  return {
    title: `Averages over all ${entity.many}`,
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

function moverTable(movements: readonly Movement[], run: CompleteRun, { entity }: Profile): Table {
  const shown = displayNames(run);
  const total = movements.reduce((sum, { users }) => sum + users, 0);
  return {
    title: `Where ${entity.many} went`,
    columns: [
      { key: 'from', label: 'From' },
      { key: 'to', label: 'To' },
      { key: 'users', label: upperFirst(entity.many), format: { kind: 'count' } },
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

/** Users who are in both runs, and those of them who changed segment. */
export function moversOf(movements: readonly Movement[]): { readonly moved: number; readonly inBoth: number } {
  const total = (some: readonly Movement[]) => some.reduce((sum, { users }) => sum + users, 0);
  return { moved: total(moves(movements)), inBoth: total(movements.filter(({ from, to }) => from !== null && to !== null)) };
}
