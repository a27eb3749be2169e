import { bandLabels, type Dimension, type Measure, type Profile, UNKNOWN } from '../domain/profile.ts';
import { type Cell, USERS } from '../domain/run.ts';
import { CHUNK_ROWS, type Duck, identifier, literal } from '../ingest/duckdb.ts';
import { FinestGroups } from './finest-groups.ts';
import { GroupSums } from './group-sums.ts';
import { type CodedDimension, Slicing } from './slicing.ts';

/** A cell of a cluster that has no name yet. */
export type ClusterCell = Omit<Cell, 'segment'> & { readonly cluster: number };

/** Small groups that are added up before they go into the larger ones: enough for the values of usual dimensions. */
const SMALL_GROUPS = 2 ** 15;

/**
 * Aggregates every measure over every segment, whole and by all sets of one and two dimensions, in one pass over the
 * users and in their order. Users are grouped once, by everything; the cells are added up from these finest groups,
 * which are far fewer than the users where there are many.
 *
 * @param labels cluster index of every user in the order of `users.n`
 */
export async function cube(duck: Duck, { dimensions, measures }: Profile, labels: Uint8Array): Promise<ClusterCell[]> {
  const coded: CodedDimension[] = [];
  for (const dimension of dimensions) coded.push(await numbered(duck, dimension));
  const slicings = setsOf(coded).map((set) => new Slicing(set, coded));
  const smallGroups = SMALL_GROUPS + CHUNK_ROWS;
  const finest = new FinestGroups(
    coded.map((dimension) => dimension.labels.length),
    smallGroups,
  );
  const sums = new GroupSums({ measures: measures.length + 1, sets: slicings.length, batch: CHUNK_ROWS, smallGroups });
  const rollUp = () => {
    for (let first = 0; first < finest.count; first += CHUNK_ROWS) {
      const end = Math.min(finest.count, first + CHUNK_ROWS);
      const clusters = finest.clusters.subarray(first, end);
      const codes = finest.codes.map((all) => all.subarray(first, end));
      for (const [s, slicing] of slicings.entries()) slicing.assign(clusters, codes, sums, s, slicings.length);
      sums.addSmall(first, end - first);
    }
    sums.clearSmall(finest.count);
    finest.clear();
  };
  const codes = coded.map(() => new Float64Array(CHUNK_ROWS));
  const columns = [...coded.map(({ code }) => `CAST(${code} AS DOUBLE)`), ...measures.map(measureValue)];
  let n = 0;
  for await (const { rows, copy } of duck.numbers(`SELECT ${columns.join(', ')} FROM users`)) {
    if (finest.count > SMALL_GROUPS) rollUp();
    for (const [d, target] of codes.entries()) copy(d, target, 0, 1);
    finest.assign(labels.subarray(n, n + rows), codes, sums.groups);
    for (let i = 0; i < rows; i++) sums.values[i * sums.width] = 1;
    for (const m of measures.keys()) copy(dimensions.length + m, sums.values, m + 1, sums.width);
    sums.addUsers(rows);
    n += rows;
  }
  rollUp();
  const names = [USERS, ...measures.map(({ name }) => name)];
  return slicings.flatMap((slicing) =>
    slicing
      .groups()
      .flatMap(({ cluster, slice, group }) =>
        sums.of(group).flatMap((of, m): ClusterCell[] => (of.count === 0 ? [] : [{ cluster, slice, measure: names[m]!, ...of }])),
      ),
  );
}

/** All sets of no, one and two dimensions. */
function setsOf(dimensions: readonly CodedDimension[]): CodedDimension[][] {
  const pairs = dimensions.flatMap((first, index) => dimensions.slice(index + 1).map((second) => [first, second]));
  return [[], ...dimensions.map((dimension) => [dimension]), ...pairs];
}

async function numbered(duck: Duck, dimension: Dimension): Promise<CodedDimension> {
  const column = identifier(dimension.column);
  if (dimension.kind === 'bands') {
    const bands = dimension.edges.map((edge, index) => `WHEN ${column} < ${edge} THEN ${index}`);
    const last = dimension.edges.length;
    const code = `CASE WHEN ${column} IS NULL THEN ${last + 1} ${bands.join(' ')} ELSE ${last} END`;
    return { name: dimension.name, labels: [...bandLabels(dimension.edges), UNKNOWN], code };
  }
  const type = identifier(`values of ${dimension.name}`);
  const value = `coalesce(${column}, ${literal(UNKNOWN)})`;
  await duck.run(`CREATE TYPE ${type} AS ENUM (SELECT DISTINCT ${value} AS value FROM users ORDER BY value)`);
  const labels = await duck.rows<{ label: string }>(`SELECT CAST(unnest(enum_range(NULL::${type})) AS VARCHAR) AS label`);
  return { name: dimension.name, labels: labels.map(({ label }) => label), code: `enum_code(CAST(${value} AS ${type}))` };
}

function measureValue({ column, above }: Measure): string {
  const value = `CAST(${identifier(column)} AS DOUBLE)`;
  return above === undefined
    ? value
    : `CASE WHEN ${value} > ${above} THEN 1.0::DOUBLE WHEN ${value} IS NOT NULL THEN 0.0::DOUBLE END`;
}
