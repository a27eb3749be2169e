import type { Knex } from 'knex';
import { bandLabels, type Dimension, dimensionOf, idColumn, type Profile, UNKNOWN } from '../domain/profile.ts';
import type { Cell, UserRow } from '../domain/run.ts';
import { profileTableColumns } from './profile-table.ts';
import type { Queryable } from './read-runs.ts';
import { type CellRow, cellOfRow } from './rows.ts';

/** What stands for the segment where dimensions are named. */
export const SEGMENT = 'segment';

/** A condition on users. */
export type Filter = ValueFilter | RangeFilter;

/** Users with one of the values of a dimension (or in one of the segments), or with none of them. */
export interface ValueFilter {
  readonly kind: 'values';
  /** A dimension of the profile, or `SEGMENT`. */
  readonly by: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** Users whose number lies in a range; at least one bound. Users without a value are outside. */
export interface RangeFilter {
  readonly kind: 'range';
  /** A number column of the profile. */
  readonly column: string;
  readonly low?: Bound;
  readonly high?: Bound;
}

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** Cells of some runs, only those that pass the filters. */
export interface CubeRequest {
  readonly runIds: readonly number[];
  /** At most two; the dimensions of the filters among them. */
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly filters: readonly ValueFilter[];
}

export interface RunCell extends Cell {
  readonly runId: number;
}

/** Figures over the rows of the current run, for what the cube does not hold. */
export interface DetailsRequest {
  readonly runId: number;
  readonly filters: readonly Filter[];
  /** Dimensions or `SEGMENT`; one row for each combination of values that has users. */
  readonly by: readonly string[];
  /** Users that pass these as well are counted as hits. */
  readonly of: readonly Filter[];
  /** The number column whose moments are wanted. */
  readonly column?: string;
  /** Whether the median of `column` is wanted; it costs a sort. */
  readonly median: boolean;
}

export interface DetailsRow {
  /** In the order of `by`. */
  readonly values: readonly string[];
  readonly users: number;
  readonly hits: number;
  /** Users with a value in `column`. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly median: number | null;
}

export interface UserListRequest {
  readonly runId: number;
  readonly filters: readonly Filter[];
  /** By id unless given; users without a value come last. */
  readonly order?: { readonly column: string; readonly direction: 'asc' | 'desc' };
  readonly limit: number;
}

export interface UserList {
  /** All users that pass the filters, listed or not. */
  readonly users: number;
  readonly rows: readonly UserRow[];
}

/** Ordered by run, segment, values and measure. */
export async function filteredCells(db: Queryable, request: CubeRequest): Promise<readonly RunCell[]> {
  const { runIds, dimensions, measures, filters } = request;
  if (dimensions.length > 2) throw new RangeError(`the cube holds at most two dimensions, got ${dimensions.join(', ')}`);
  const [a = '', b = ''] = [...dimensions].sort();
  const query = db('segment_cube')
    .whereIn('run_id', runIds)
    .where({ dimension_a: a, dimension_b: b })
    .whereIn('measure', measures)
    .orderBy(['run_id', 'segment', 'value_a', 'value_b', 'measure']);
  for (const { by, values, negated } of filters) {
    const column = by === SEGMENT ? 'segment' : by === a ? 'value_a' : 'value_b';
    if (by !== SEGMENT && !dimensions.includes(by)) throw new RangeError(`a filter needs its dimension ${by} in the cube`);
    if (negated) query.whereNotIn(column, values);
    else query.whereIn(column, values);
  }
  const rows: readonly (CellRow & { readonly run_id: number })[] = await query.select();
  return rows.map((row) => ({ runId: row.run_id, ...cellOfRow(row, dimensions) }));
}

/** Ordered by the values. */
export async function details(db: Queryable, profile: Profile, request: DetailsRequest): Promise<readonly DetailsRow[]> {
  const keys = request.by.map((_, index) => `g${index}`);
  const query = db.from(selection(db, profile, request).as('selected')).select(keys);
  if (keys.length > 0) query.groupBy(keys).orderBy(keys);
  const figures: readonly FigureRow[] = await query.select(
    db.raw('COUNT(*) AS users, SUM(hit) AS hits, COUNT(v) AS n, SUM(v) AS s, SUM(v * v) AS q, MIN(v) AS l, MAX(v) AS h'),
  );
  const medians = request.median ? await mediansOf(db, profile, request, keys) : new Map<string, number>();
  return figures
    .filter((row) => Number(row.users) > 0) // without groups there is one row even over no users
    .map((row) => {
      const values = keys.map((key) => String(row[key]));
      return {
        values,
        users: Number(row.users),
        hits: Number(row.hits),
        count: Number(row.n),
        sum: Number(row.s ?? 0),
        sumOfSquares: Number(row.q ?? 0),
        minimum: numberOrNull(row.l),
        maximum: numberOrNull(row.h),
        median: medians.get(JSON.stringify(values)) ?? null,
      };
    });
}

export async function listUsers(db: Queryable, profile: Profile, request: UserListRequest): Promise<UserList> {
  const matching = () => filtered(db, profile, request.runId, request.filters);
  const counted: { readonly users: number | string } | undefined = await matching().first(db.raw('COUNT(*) AS users'));
  const query = matching().limit(request.limit).select(profileTableColumns(profile).slice(1));
  if (request.order !== undefined) {
    const { column, direction } = request.order;
    const name = numberColumn(profile, column);
    query.orderByRaw(`CASE WHEN ?? IS NULL THEN 1 ELSE 0 END, ?? ${direction === 'asc' ? 'ASC' : 'DESC'}`, [name, name]);
  }
  const rows: readonly UserRow[] = await query.orderBy(idColumn(profile).name);
  return { users: Number(counted?.users ?? 0), rows: rows.map((row) => ({ ...row })) };
}

type FigureRow = Readonly<Record<string, string | number | null>>;

/** The users that pass the filters: group values `g0…`, the number `v`, and whether the user is a hit. */
function selection(db: Queryable, profile: Profile, { runId, filters, by, of, column }: DetailsRequest): Knex.QueryBuilder {
  const query = filtered(db, profile, runId, filters);
  for (const [index, name] of by.entries()) query.select(db.raw('? AS ??', [valueExpression(db, profile, name), `g${index}`]));
  query.select(column === undefined ? db.raw('NULL AS v') : db.raw('?? * 1.0 AS v', [numberColumn(profile, column)]));
  const conditions = of.map((filter) => condition(db, profile, filter));
  const hit = conditions.length === 0 ? '1' : `CASE WHEN ${conditions.map(() => '?').join(' AND ')} THEN 1 ELSE 0 END`;
  return query.select(db.raw(`${hit} AS hit`, conditions));
}

/** The mean of the middle one or two values: the type 7 quantile at one half. */
async function mediansOf(
  db: Queryable,
  profile: Profile,
  request: DetailsRequest,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const partition = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`;
  const ranked = db
    .from(selection(db, profile, request).as('selected'))
    .whereNotNull('v')
    .select([...keys, 'v'])
    .select(db.raw(`ROW_NUMBER() OVER (${partition} ORDER BY v) AS place, COUNT(*) OVER (${partition}) AS n`));
  const middle = db
    .from(ranked.as('ranked'))
    .whereRaw('2 * place BETWEEN n AND n + 2')
    .select([...keys]);
  if (keys.length > 0) middle.groupBy([...keys]);
  const rows: readonly FigureRow[] = await middle.select(db.raw('AVG(v) AS middle'));
  return new Map(
    rows
      .filter((row) => row.middle !== null)
      .map((row) => [JSON.stringify(keys.map((key) => String(row[key]))), Number(row.middle)]),
  );
}

function filtered(db: Queryable, profile: Profile, runId: number, filters: readonly Filter[]): Knex.QueryBuilder {
  const query = db(profile.table).where({ run_id: runId });
  for (const filter of filters) query.whereRaw(condition(db, profile, filter));
  return query;
}

function condition(db: Queryable, profile: Profile, filter: Filter): Knex.Raw {
  if (filter.kind === 'values') {
    const places = filter.values.map(() => '?').join(', ');
    return db.raw(`(? ${filter.negated ? 'NOT IN' : 'IN'} (${places}))`, [
      valueExpression(db, profile, filter.by),
      ...filter.values,
    ]);
  }
  const column = numberColumn(profile, filter.column);
  const parts: string[] = [];
  const values: (string | number)[] = [];
  for (const [bound, sign] of [
    [filter.low, '>'],
    [filter.high, '<'],
  ] as const) {
    if (bound === undefined) continue;
    parts.push(`?? ${sign}${bound.inclusive ? '=' : ''} ?`);
    values.push(column, bound.value);
  }
  return db.raw(`(${parts.join(' AND ')})`, values);
}

/** The value of a dimension as the cube has it: with bands, and with a word where it is missing. */
function valueExpression(db: Queryable, profile: Profile, by: string): Knex.Raw {
  if (by === SEGMENT) return db.raw('??', ['segment']);
  const dimension: Dimension = dimensionOf(profile, by);
  if (dimension.kind === 'category') return db.raw('COALESCE(??, ?)', [dimension.column, UNKNOWN]);
  const labels = bandLabels(dimension.edges);
  const bands = dimension.edges.map(() => 'WHEN ?? < ? THEN ?').join(' ');
  const bound = dimension.edges.flatMap((edge, index) => [dimension.column, edge, labels[index]!]);
  return db.raw(`CASE WHEN ?? IS NULL THEN ? ${bands} ELSE ? END`, [dimension.column, UNKNOWN, ...bound, labels.at(-1)!]);
}

/** @throws {RangeError} for a column that is not a number column of the profile */
function numberColumn(profile: Profile, name: string): string {
  if (profile.columns.some((column) => column.kind === 'number' && column.name === name)) return name;
  throw new RangeError(`profile ${profile.name} has no number column ${name}`);
}

function numberOrNull(value: string | number | null | undefined): number | null {
  return value == null ? null : Number(value);
}
