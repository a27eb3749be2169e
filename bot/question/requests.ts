import { type CompleteRun, type Filter, type Profile, type QuestionRequest, USERS } from '#pipeline';
import { indicatorOf, plainMeasure } from './measures.ts';
import { cubeDimensions, type Figure, type FigureQuestion, groupingsOf, inCube, type ListQuery, type Query } from './query.ts';

/** What the store is asked for a query: cells of the cube where it can answer, else the rows of the current run. */
export function requestOf(query: Query, runs: readonly CompleteRun[], profile: Profile): QuestionRequest {
  const runId = runs.at(-1)!.id;
  if (query.kind === 'list') return { kind: 'list', ...listRequest(query, runId) };
  return inCube(query, profile) ? cubeRequest(query, runs, profile) : detailsRequest(query, runId);
}

export function listRequest({ filters, order, limit }: ListQuery, runId: number) {
  const direction = order?.order === 'highest' ? ('desc' as const) : ('asc' as const);
  return { runId, filters, limit, ...(order && { order: { column: order.column, direction } }) };
}

function cubeRequest(
  query: FigureQuestion,
  runs: readonly CompleteRun[],
  profile: Profile,
): Extract<QuestionRequest, { kind: 'cube' }> {
  const { base, hit, measure } = cubeMeasures(query, profile);
  return {
    kind: 'cube',
    runIds: runs.map(({ id }) => id),
    dimensions: cubeDimensions(query),
    measures: [...new Set([base, hit, measure])],
    filters: query.filters.filter((filter) => filter.kind === 'values'),
  };
}

/** Names of the measures whose sums count the users, count the part of a share, and make the figure. */
export function cubeMeasures(
  { figure, filters }: FigureQuestion,
  profile: Profile,
): { readonly base: string; readonly hit: string; readonly measure: string } {
  const base = indicatorAmong(filters, profile) ?? USERS;
  return {
    base,
    hit: indicatorAmong(partOf(figure), profile) ?? base,
    measure: figure.kind === 'aggregate' ? plainMeasure(figure.column, profile).name : USERS,
  };
}

function detailsRequest(query: FigureQuestion, runId: number): Extract<QuestionRequest, { kind: 'details' }> {
  const { figure, filters } = query;
  return {
    kind: 'details',
    runId,
    filters,
    by: groupingsOf(query),
    of: partOf(figure),
    median: figure.kind === 'aggregate' && figure.aggregate === 'median',
    ...(figure.kind === 'aggregate' && { column: figure.column }),
  };
}

/** What makes the part of a share; nothing for other figures. */
export function partOf(figure: Figure): readonly Filter[] {
  return figure.kind === 'share' ? figure.of : [];
}

/** The measure whose sum counts the users of the one range among the filters. */
function indicatorAmong(filters: readonly Filter[], profile: Profile): string | undefined {
  const range = filters.find((filter) => filter.kind === 'range');
  return range === undefined ? undefined : indicatorOf(range, profile)?.name;
}
