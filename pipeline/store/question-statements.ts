import type { Knex } from 'knex';
import { bandLabels, type Dimension, dimensionOf, idColumn, type Profile, UNKNOWN } from '../domain/profile.ts';
import { LAPSE_PROBABILITY } from '../predict/prediction.ts';
import { profileTableColumns } from './profile-table.ts';
import type { Queryable } from './queryable.ts';
import {
  CHURN_OUTLOOK,
  type CubeRequest,
  type DetailsRequest,
  type Filter,
  OUTLOOKS,
  type QuestionRequest,
  SEGMENT,
  type UserListRequest,
} from './question-requests.ts';

/** The statement that answers a request, for running and for showing. Of a list it is the one that gets the rows. */
export function statementFor(db: Queryable, profile: Profile, request: QuestionRequest): Knex.QueryBuilder {
  switch (request.kind) {
    case 'cube':
      return cubeStatement(db, request);
    case 'details':
      return detailsStatement(db, profile, request);
    case 'list':
      return listStatement(db, profile, request);
    default:
      return request satisfies never;
  }
}

/** Ordered by run, segment, values and measure. */
export function cubeStatement(db: Queryable, request: CubeRequest): Knex.QueryBuilder {
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
  return query.select();
}

/** Ordered by the values `g0…`; users, hits, moments and extremes of `v`, and its median where that is wanted. */
export function detailsStatement(db: Queryable, profile: Profile, request: DetailsRequest): Knex.QueryBuilder {
  const keys = request.by.map((_, index) => `g${index}`);
  const selected = selection(db, profile, request).as('selected');
  const query = db.from(request.median ? ranked(db, tallied(db, selected, keys), keys).as('ranked') : selected).select(keys);
  if (keys.length > 0) query.groupBy(keys).orderBy(keys);
  if (!request.median) {
    return query.select(
      db.raw('COUNT(*) AS users, SUM(hit) AS hits, COUNT(v) AS n, SUM(v) AS s, SUM(v * v) AS q, MIN(v) AS l, MAX(v) AS h'),
    );
  }
  return query.select(
    db.raw('SUM(users) AS users, SUM(hits) AS hits, SUM(n) AS n, SUM(v * n) AS s, SUM(v * v * n) AS q, MIN(v) AS l, MAX(v) AS h'),
    // the mean of the middle one or two values: the type 7 quantile at one half
    db.raw('AVG(CASE WHEN 2 * upto BETWEEN counted AND counted + 2 * n THEN v END) AS middle'),
  );
}

export function listStatement(db: Queryable, profile: Profile, request: UserListRequest): Knex.QueryBuilder {
  const query = matching(db, profile, request).limit(request.limit).select(profileTableColumns(profile).slice(1));
  const asked = [...request.filters.map((filter) => filter.kind === 'range' && filter.column), request.order?.column];
  if (asked.includes(LAPSE_PROBABILITY))
    query.select(db.raw('? AS ??', [numberExpression(db, profile, LAPSE_PROBABILITY), LAPSE_PROBABILITY]));
  if (request.order !== undefined) {
    const { column, direction } = request.order;
    const value = numberExpression(db, profile, column);
    query.orderByRaw(`CASE WHEN ? IS NULL THEN 1 ELSE 0 END, ? ${direction === 'asc' ? 'ASC' : 'DESC'}`, [value, value]);
  }
  return query.orderBy(idColumn(profile).name);
}

/** The users of the current run that pass the filters. */
export function matching(
  db: Queryable,
  profile: Profile,
  { runId, filters }: Pick<UserListRequest, 'runId' | 'filters'>,
): Knex.QueryBuilder {
  const query = db(profile.table).where({ run_id: runId });
  for (const filter of filters) query.whereRaw(condition(db, profile, filter));
  return query;
}

/** How often each number occurs in its group: there are far fewer numbers than users, and what follows is about numbers. */
function tallied(db: Queryable, selected: Knex.QueryBuilder, keys: readonly string[]): Knex.QueryBuilder {
  return db
    .from(selected)
    .groupBy([...keys, 'v'])
    .select([...keys, 'v'])
    .select(db.raw('COUNT(*) AS users, SUM(hit) AS hits, COUNT(v) AS n'));
}

/** How many numbers of its group there are up to each, and in all. */
function ranked(db: Queryable, numbers: Knex.QueryBuilder, keys: readonly string[]): Knex.QueryBuilder {
  const partition = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`;
  return db
    .from(numbers.as('tallied'))
    .select([...keys, 'v', 'users', 'hits', 'n'])
    .select(db.raw(`SUM(n) OVER (${partition} ORDER BY v) AS upto, SUM(n) OVER (${partition}) AS counted`));
}

/** The users that pass the filters: group values `g0…`, the number `v`, and whether the user is a hit. */
function selection(db: Queryable, profile: Profile, { runId, filters, by, of, column }: DetailsRequest): Knex.QueryBuilder {
  const query = matching(db, profile, { runId, filters });
  for (const [index, name] of by.entries()) query.select(db.raw('? AS ??', [valueExpression(db, profile, name), `g${index}`]));
  query.select(column === undefined ? db.raw('NULL AS v') : db.raw('? * 1.0 AS v', [numberExpression(db, profile, column)]));
  const conditions = of.map((filter) => condition(db, profile, filter));
  const hit = conditions.length === 0 ? '1' : `CASE WHEN ${conditions.map(() => '?').join(' AND ')} THEN 1 ELSE 0 END`;
  return query.select(db.raw(`${hit} AS hit`, conditions));
}

function condition(db: Queryable, profile: Profile, filter: Filter): Knex.Raw {
  if (filter.kind === 'values') {
    const places = filter.values.map(() => '?').join(', ');
    return db.raw(`(? ${filter.negated ? 'NOT IN' : 'IN'} (${places}))`, [
      valueExpression(db, profile, filter.by),
      ...filter.values,
    ]);
  }
  const column = numberExpression(db, profile, filter.column);
  const parts: string[] = [];
  const values: (Knex.Raw | number)[] = [];
  for (const [bound, sign] of [
    [filter.low, '>'],
    [filter.high, '<'],
  ] as const) {
    if (bound === undefined) continue;
    parts.push(`? ${sign}${bound.inclusive ? '=' : ''} ?`);
    values.push(column, bound.value);
  }
  return db.raw(`(${parts.join(' AND ')})`, values);
}

/** The value of a dimension as the cube has it: with bands, and with a word where it is missing. */
export function valueExpression(db: Queryable, profile: Profile, by: string): Knex.Raw {
  if (by === SEGMENT) return db.raw('??', ['segment']);
  if (by === CHURN_OUTLOOK) return outlookExpression(db, profile);
  const dimension: Dimension = dimensionOf(profile, by);
  if (dimension.kind === 'category') return db.raw('COALESCE(??, ?)', [dimension.column, UNKNOWN]);
  const labels = bandLabels(dimension.edges);
  const bands = dimension.edges.map(() => 'WHEN ?? < ? THEN ?').join(' ');
  const bound = dimension.edges.flatMap((edge, index) => [dimension.column, edge, labels[index]!]);
  return db.raw(`CASE WHEN ?? IS NULL THEN ? ${bands} ELSE ? END`, [dimension.column, UNKNOWN, ...bound, labels.at(-1)!]);
}

/** Who has lapsed already has no prediction, and is neither likely to lapse nor not. */
function outlookExpression(db: Queryable, profile: Profile): Knex.Raw {
  return db.raw('CASE ? WHEN 1 THEN ? WHEN 0 THEN ? ELSE ? END', [
    foreseenExpression(db, profile, 'likely'),
    OUTLOOKS.likely,
    OUTLOOKS.unlikely,
    UNKNOWN,
  ]);
}

/**
 * A number of a user: a column, or what is foreseen.
 * @throws {RangeError} for a column that is not a number column of the profile
 */
function numberExpression(db: Queryable, profile: Profile, name: string): Knex.Raw {
  if (name === LAPSE_PROBABILITY) return foreseenExpression(db, profile, 'probability');
  if (profile.columns.some((column) => column.kind === 'number' && column.name === name)) return db.raw('??', [name]);
  throw new RangeError(`profile ${profile.name} has no number column ${name}`);
}

/** NULL for who has lapsed already, and without a model. */
function foreseenExpression(db: Queryable, profile: Profile, name: 'likely' | 'probability'): Knex.Raw {
  return db.raw('(SELECT ?? FROM user_predictions AS foreseen WHERE foreseen.run_id = ?? AND foreseen.user_id = ??)', [
    `foreseen.${name}`,
    `${profile.table}.run_id`,
    `${profile.table}.${idColumn(profile).name}`,
  ]);
}
