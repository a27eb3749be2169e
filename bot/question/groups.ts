import { type CompleteRun, type Moments, type Profile, SEGMENT, type Store, type ValueFilter } from '#pipeline';
import { type FigureQuestion, groupingsOf } from './query.ts';
import { cubeMeasures, partOf, requestOf } from './requests.ts';

/** What a figure is made of. */
export interface Group {
  readonly runId: number;
  readonly values: readonly string[];
  readonly users: number;
  readonly hits: number;
  readonly moments: Moments;
  readonly minimum: number;
  readonly maximum: number;
  readonly median: number | null;
}

/** The groups of a query in these runs: one statement on the cube, or on the rows of the current run where it has to be. */
export async function loadGroups(
  store: Pick<Store, 'filteredCells' | 'details'>,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: FigureQuestion,
): Promise<readonly Group[]> {
  const request = requestOf(query, runs, profile);
  if (request.kind === 'cube') return cubeGroups(await store.filteredCells(request), runs, profile, query);
  if (request.kind === 'details') return detailGroups(await store.details(request, profile.name), request);
  throw new RangeError('a list of users has no figures');
}

function cubeGroups(
  cells: Awaited<ReturnType<Store['filteredCells']>>,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: FigureQuestion,
): readonly Group[] {
  const of = partOf(query.figure);
  const by = groupingsOf(query);
  const { base, hit, measure } = cubeMeasures(query, profile);
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

function detailGroups(
  rows: Awaited<ReturnType<Store['details']>>,
  { runId, by }: { readonly runId: number; readonly by: readonly string[] },
): readonly Group[] {
  const groups = rows.map(({ values, users, hits, count, sum, sumOfSquares, minimum, maximum, median }) => ({
    runId,
    values,
    users,
    hits,
    moments: { count, sum, sumOfSquares },
    minimum: minimum ?? Number.POSITIVE_INFINITY,
    maximum: maximum ?? Number.NEGATIVE_INFINITY,
    median,
  }));
  return by.length === 0 && groups.length === 0 ? [emptyGroup(runId, [])] : groups;
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

function passes(value: string, { values, negated }: ValueFilter): boolean {
  return values.includes(value) !== negated;
}
