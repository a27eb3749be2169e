import {
  type CompleteRun,
  type Filter,
  type Interval,
  type Moments,
  meanInterval,
  meanOf,
  type Profile,
  SEGMENT,
  type Store,
  USERS,
  type ValueFilter,
  Z95,
} from '#pipeline';
import {
  cubeDimensions,
  type Figure,
  groupingsOf,
  inCube,
  indicatorOf,
  type ListQuery,
  plainMeasure,
  type Query,
} from './query.ts';

/** One figure of one group of users in one run. */
export interface GroupFigure {
  readonly runId: number;
  /** Values of the groupings, in their order; segments by their stored names. */
  readonly values: readonly string[];
  /** The figure; null where the group has nothing to make it of. */
  readonly value: number | null;
  /** 95 %; for averages and shares. */
  readonly interval: Interval | null;
  /** Users that the figure is about: with a value, or the whole of a share. */
  readonly users: number;
  /** Squared standard error, where there is an interval. */
  readonly variance: number | null;
}

type FigureQuery = Exclude<Query, ListQuery>;

/** The figures of a query in these runs: one statement on the cube, or on the rows of the current run where it has to be. */
export async function loadFigures(
  store: Store,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: FigureQuery,
): Promise<readonly GroupFigure[]> {
  const groups = inCube(query, profile)
    ? await cubeGroups(store, runs, profile, query)
    : await detailGroups(store, runs.at(-1)!, profile, query);
  const totals = new Map<number, number>();
  for (const { runId, users } of groups) totals.set(runId, (totals.get(runId) ?? 0) + users);
  return groups.map((group) => figureOf(group, query.figure, totals.get(group.runId)!));
}

/** What a figure is made of. */
interface Group {
  readonly runId: number;
  readonly values: readonly string[];
  readonly users: number;
  readonly hits: number;
  readonly moments: Moments;
  readonly minimum: number;
  readonly maximum: number;
  readonly median: number | null;
}

function figureOf(group: Group, figure: Figure, total: number): GroupFigure {
  const { runId, values, users, hits, moments } = group;
  const plain = (value: number | null, counted: number) => ({
    runId,
    values,
    value,
    interval: null,
    users: counted,
    variance: null,
  });
  switch (figure.kind) {
    case 'count':
      return plain(users, users);
    case 'share': {
      const [part, whole] = figure.of.length === 0 ? [users, total] : [hits, users];
      if (whole === 0) return plain(null, 0);
      const share = part / whole;
      return {
        runId,
        values,
        value: share,
        interval: shareInterval(part, whole),
        users: whole,
        variance: (share * (1 - share)) / whole,
      };
    }
    case 'aggregate': {
      if (moments.count === 0) return plain(null, 0);
      switch (figure.aggregate) {
        case 'average': {
          const interval = meanInterval(moments);
          const error = interval === null ? null : (interval.high - interval.low) / (2 * Z95);
          return { ...plain(meanOf(moments), moments.count), interval, variance: error === null ? null : error * error };
        }
        case 'sum':
          return plain(moments.sum, moments.count);
        case 'minimum':
          return plain(group.minimum, moments.count);
        case 'maximum':
          return plain(group.maximum, moments.count);
        case 'median':
          return plain(group.median, moments.count);
        default:
          return figure.aggregate satisfies never;
      }
    }
    default:
      return figure satisfies never;
  }
}

/**
 * 95 % interval of a share.
 * @see Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953
 * @example shareInterval(5, 10) // { low: 0.2366, high: 0.7634 }
 */
export function shareInterval(part: number, whole: number): Interval {
  const square = Z95 * Z95;
  const share = part / whole;
  const middle = (share + square / (2 * whole)) / (1 + square / whole);
  const half = (Z95 / (1 + square / whole)) * Math.sqrt((share * (1 - share)) / whole + square / (4 * whole * whole));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

async function cubeGroups(
  store: Store,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: FigureQuery,
): Promise<readonly Group[]> {
  const of = query.figure.kind === 'share' ? query.figure.of : [];
  const by = groupingsOf(query);
  const base = indicatorAmong(query.filters, profile) ?? USERS;
  const hit = indicatorAmong(of, profile) ?? base;
  const measure = query.figure.kind === 'aggregate' ? plainMeasure(query.figure.column, profile).name : USERS;
  const cells = await store.filteredCells({
    runIds: runs.map(({ id }) => id),
    dimensions: cubeDimensions(query),
    measures: [...new Set([base, hit, measure])],
    filters: query.filters.filter((filter) => filter.kind === 'values'),
  });
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const valueBy = (name: string) => (name === SEGMENT ? cell.segment : cell.slice[name]!);
    const values = by.map(valueBy);
    const key = JSON.stringify([cell.runId, ...values]);
    const group = groups.get(key) ?? emptyGroup(cell.runId, values);
    const isHit = of.every((filter) => filter.kind === 'range' || passes(valueBy(filter.by), filter));
    const own = cell.measure === measure;
    groups.set(key, {
      ...group,
      users: group.users + (cell.measure === base ? cell.sum : 0),
      hits: group.hits + (cell.measure === hit && isHit ? cell.sum : 0),
      moments: own ? added(group.moments, cell) : group.moments,
      minimum: own ? Math.min(group.minimum, cell.minimum) : group.minimum,
      maximum: own ? Math.max(group.maximum, cell.maximum) : group.maximum,
    });
  }
  const found = [...groups.values()].filter(({ users }) => users > 0);
  return by.length === 0 ? runs.map(({ id }) => found.find(({ runId }) => runId === id) ?? emptyGroup(id, [])) : found;
}

async function detailGroups(store: Store, run: CompleteRun, profile: Profile, query: FigureQuery): Promise<readonly Group[]> {
  const { figure, filters } = query;
  const by = groupingsOf(query);
  const request = {
    runId: run.id,
    filters,
    by,
    of: figure.kind === 'share' ? figure.of : [],
    median: figure.kind === 'aggregate' && figure.aggregate === 'median',
    ...(figure.kind === 'aggregate' && { column: figure.column }),
  };
  const rows = await store.details(request, profile.name);
  const groups = rows.map(({ values, users, hits, count, sum, sumOfSquares, minimum, maximum, median }) => ({
    runId: run.id,
    values,
    users,
    hits,
    moments: { count, sum, sumOfSquares },
    minimum: minimum ?? Number.POSITIVE_INFINITY,
    maximum: maximum ?? Number.NEGATIVE_INFINITY,
    median,
  }));
  return by.length === 0 && groups.length === 0 ? [emptyGroup(run.id, [])] : groups;
}

function emptyGroup(runId: number, values: readonly string[]): Group {
  const moments = { count: 0, sum: 0, sumOfSquares: 0 };
  return {
    runId,
    values,
    users: 0,
    hits: 0,
    moments,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    median: null,
  };
}

function added(left: Moments, right: Moments): Moments {
  return { count: left.count + right.count, sum: left.sum + right.sum, sumOfSquares: left.sumOfSquares + right.sumOfSquares };
}

/** The measure whose sum counts the users of the one range among the filters. */
function indicatorAmong(filters: readonly Filter[], profile: Profile): string | undefined {
  const range = filters.find((filter) => filter.kind === 'range');
  return range === undefined ? undefined : indicatorOf(range, profile)?.name;
}

function passes(value: string, { values, negated }: ValueFilter): boolean {
  return values.includes(value) !== negated;
}
