import { bandLabels, type Dimension, type Measure, type Profile, UNKNOWN } from '../domain/profile.ts';
import { type Cell, USERS } from '../domain/run.ts';
import { type Duck, identifier, literal } from '../ingest/duckdb.ts';

/**
 * Aggregates every measure over every segment, whole and by all sets of one and two dimensions. The users are grouped
 * once, by everything; the cells are added up from these finest groups, of which there are no more than the dimensions'
 * values allow, however many users there are.
 *
 * @param labels cluster index of every user in the order of `users.n`
 *
 * It runs on one thread: sums of doubles depend on their order, and a run has to come out the same every time.
 */
export async function cube(duck: Duck, profile: Profile, labels: Uint8Array): Promise<ClusterCell[]> {
  await duck.run('CREATE TABLE assignments (cluster UTINYINT)');
  await duck.appendBytes('assignments', labels);
  const { dimensions, measures } = profile;
  const sets = groupings(dimensions);
  const key = (dimension: Dimension) => identifier(`by ${dimension.name}`);
  const keys = dimensions.map((dimension) => `${dimensionValue(dimension)} AS ${key(dimension)}`);
  const values = measures.map((measure, m) => `${measureValue(measure)} AS m${m}`);
  const folds = measures.flatMap((_, m) => [
    { column: `n${m}`, raw: `count(m${m})`, merged: 'sum' },
    { column: `s${m}`, raw: `sum(m${m})`, merged: 'sum' },
    { column: `q${m}`, raw: `sum(m${m} * m${m})`, merged: 'sum' },
    { column: `l${m}`, raw: `min(m${m})`, merged: 'min' },
    { column: `h${m}`, raw: `max(m${m})`, merged: 'max' },
  ]);
  const all = ['cluster', ...dimensions.map(key)].join(', ');
  await duck.run('SET threads = 1');
  await duck.run(`CREATE TABLE finest AS
    SELECT ${all}, count(*) AS users, ${folds.map(({ column, raw }) => `${raw} AS ${column}`).join(', ')}
    FROM (SELECT cluster, ${[...keys, ...values].join(', ')} FROM users POSITIONAL JOIN assignments)
    GROUP BY ${all} ORDER BY ${all}`);
  const rows = await duck.rows<Record<string, number | string | null>>(`
    SELECT ${all}, sum(users) AS users, ${folds.map(({ column, merged }) => `${merged}(${column}) AS ${column}`).join(', ')},
      ${dimensions.map((dimension, d) => `grouping(${key(dimension)}) AS g${d}`).join(', ')}
    FROM finest
    GROUP BY GROUPING SETS (${sets.map((set) => `(${['cluster', ...set.map(key)].join(', ')})`).join(', ')})
    ORDER BY ALL`);
  await duck.run('DROP TABLE finest');
  await duck.run('RESET threads');
  return rows.flatMap((row) => {
    const slice = Object.fromEntries(
      dimensions.flatMap(({ name }, d) => (row[`g${d}`] === 0 ? [[name, row[`by ${name}`] as string]] : [])),
    );
    const cluster = Number(row.cluster);
    const users = row.users as number;
    const counted: ClusterCell = {
      cluster,
      slice,
      measure: USERS,
      count: users,
      sum: users,
      sumOfSquares: users,
      minimum: 1,
      maximum: 1,
    };
    const measured = measures.flatMap(({ name }, m): ClusterCell[] => {
      const count = row[`n${m}`] as number;
      if (count === 0) return [];
      const [sum, sumOfSquares, minimum, maximum] = ['s', 'q', 'l', 'h'].map((kind) => row[`${kind}${m}`] as number);
      return [
        { cluster, slice, measure: name, count, sum: sum!, sumOfSquares: sumOfSquares!, minimum: minimum!, maximum: maximum! },
      ];
    });
    return [counted, ...measured];
  });
}

/** A cell of a cluster that has no name yet. */
export type ClusterCell = Omit<Cell, 'segment'> & { readonly cluster: number };

/** All sets of no, one and two dimensions. */
function groupings(dimensions: readonly Dimension[]): Dimension[][] {
  const pairs = dimensions.flatMap((first, index) => dimensions.slice(index + 1).map((second) => [first, second]));
  return [[], ...dimensions.map((dimension) => [dimension]), ...pairs];
}

function dimensionValue(dimension: Dimension): string {
  const column = identifier(dimension.column);
  if (dimension.kind === 'category') return `coalesce(${column}, ${literal(UNKNOWN)})`;
  const labels = bandLabels(dimension.edges);
  const bands = dimension.edges.map((edge, index) => `WHEN ${column} < ${edge} THEN ${literal(labels[index]!)}`);
  return `CASE WHEN ${column} IS NULL THEN ${literal(UNKNOWN)} ${bands.join(' ')} ELSE ${literal(labels.at(-1)!)} END`;
}

function measureValue({ column, above }: Measure): string {
  const value = `CAST(${identifier(column)} AS DOUBLE)`;
  return above === undefined
    ? value
    : `CASE WHEN ${value} > ${above} THEN 1.0::DOUBLE WHEN ${value} IS NOT NULL THEN 0.0::DOUBLE END`;
}
