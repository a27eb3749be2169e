import { type CompleteRun, type Profile, SEGMENT, type Store, type UserRow } from '#pipeline';
import { type ChartSpec, count, displayNames, formatNumber, type Table } from '#reports';
import { chartOf } from './chart.ts';
import { type GroupFigure, loadFigures } from './figures.ts';
import { formatOfColumn } from './formats.ts';
import { listTable } from './list-table.ts';
import { groupingsOf, type ListQuery, plainMeasure, type Query, type Since, uncapitalised } from './query.ts';
import { restate, usersPhrase } from './restate.ts';
import { sentenceOf } from './sentence.ts';
import { sorted, tableOf } from './table.ts';

/** The answer to a query, ready for any surface. */
export interface Answer {
  /** The query in words. */
  readonly understood: string;
  readonly query: Query;
  readonly sentence: string;
  readonly table: Table;
  readonly chart: ChartSpec | null;
  readonly runId: number;
  readonly asOf: string;
  /** Users of the run. */
  readonly users: number;
  /** How far the segments of the run can be trusted. */
  readonly trust: CompleteRun['trust']['level'];
  /** Set where the answer depends on segments whose trust is weak. */
  readonly banner: string | null;
}

/** The figures of an answer with what is needed to speak of them. */
export interface Answered {
  readonly query: Exclude<Query, ListQuery>;
  readonly figures: readonly GroupFigure[];
  /** Oldest first; the last is the one asked about. */
  readonly runs: readonly CompleteRun[];
  readonly profile: Profile;
  /** A value as it is shown: segments marked where unproven. */
  display(by: string, value: string): string;
}

type UserList = Awaited<ReturnType<Store['listUsers']>>;

/** Runs of a trend. */
const MAX_TREND_RUNS = 60;

/** Answers a query about the current run. */
export async function answerQuery(store: Store, run: CompleteRun, profile: Profile, query: Query): Promise<Answer> {
  const frame = {
    understood: restate(query, profile),
    query,
    runId: run.id,
    asOf: run.asOf,
    users: run.rows,
    trust: run.trust.level,
    banner: bannerOf(query, run),
  };
  if (query.kind === 'list') return { ...frame, ...(await list(store, run, profile, query)), chart: null };
  const runs = await runsOf(store, run, query);
  const segmentName = displayNames(run);
  const answered: Answered = {
    query,
    figures: runs.length === 0 ? [] : await loadFigures(store, runs, profile, query),
    runs: runs.length === 0 ? [run] : runs,
    profile,
    display: (by, value) => (by === SEGMENT ? segmentName(value) : value),
  };
  const ordered = { ...answered, figures: sorted(answered) };
  return { ...frame, sentence: sentenceOf(ordered), table: tableOf(ordered), chart: chartOf(ordered) };
}

async function list(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  query: ListQuery,
): Promise<Pick<Answer, 'sentence' | 'table'>> {
  const { filters, order, limit } = query;
  const found = await store.listUsers(
    {
      runId: run.id,
      filters,
      limit,
      ...(order && { order: { column: order.column, direction: order.order === 'highest' ? 'desc' : 'asc' } }),
    },
    profile.name,
  );
  const sentence = listSentence(found, query, profile);
  return { sentence, table: listTable(found.rows, query, profile) };
}

function listSentence({ users: total, rows }: UserList, { filters, order }: ListQuery, profile: Profile): string {
  const users = usersPhrase(filters, profile);
  if (total === 0) return `There are no ${users}.`;
  const part = rows.length < total ? `; ${count(rows.length)} of them ${rows.length === 1 ? 'is' : 'are'} listed` : '';
  if (order === null) return `There ${total === 1 ? 'is' : 'are'} ${count(total)} ${users}${part}.`;
  const format = formatOfColumn(order.column, profile);
  const value = (row: UserRow | undefined) => formatNumber(Number(row?.[order.column] ?? Number.NaN), format);
  const label = uncapitalised(plainMeasure(order.column, profile).label);
  const range = rows.length === 1 ? value(rows[0]) : `${value(rows[0])} to ${value(rows.at(-1))}`;
  return `Of ${count(total)} ${users}, the ${count(rows.length)} with the ${order.order} ${label}: ${range}.`;
}

/** The runs a query reads, oldest first; none where the earlier one does not exist. */
async function runsOf(store: Store, run: CompleteRun, query: Query): Promise<readonly CompleteRun[]> {
  if (query.kind === 'change') {
    const earlier = await earlierRun(store, run, query.since);
    return earlier === undefined ? [] : [earlier, run];
  }
  if (query.kind !== 'trend') return [run];
  const newestFirst = await store.runs(run.profile, MAX_TREND_RUNS);
  return newestFirst.filter((other): other is CompleteRun => other.status === 'complete').toReversed();
}

async function earlierRun(store: Store, run: CompleteRun, since: Since): Promise<CompleteRun | undefined> {
  switch (since.kind) {
    case 'previous':
      return store.previousRun(run);
    case 'run': {
      const found = await store.run(since.id);
      return found?.status === 'complete' && found.profile === run.profile && found.id !== run.id ? found : undefined;
    }
    case 'date': {
      const found = await store.runBefore(run.profile, since.date);
      return found?.id === run.id ? undefined : found;
    }
    default:
      return since satisfies never;
  }
}

function bannerOf(query: Query, { trust, id }: CompleteRun): string | null {
  const of = query.kind !== 'list' && query.figure.kind === 'share' ? query.figure.of : [];
  const named = [...query.filters, ...of].some((filter) => filter.kind === 'values' && filter.by === SEGMENT);
  if (trust.level !== 'weak' || !(named || groupingsOf(query).includes(SEGMENT))) return null;
  return `Trust in the segments of run ${id} is weak: do not act on this answer as if they were different kinds of users. ${trust.reasons[0]}`;
}
