import type { DuckDBValue } from '@duckdb/node-api';
import { idColumn, type Profile } from '../domain/profile.ts';
import type { ColumnCount, Sample } from '../domain/run.ts';
import { type Duck, identifier } from '../ingest/duckdb.ts';
import type { StoredUser } from '../store/store.ts';

/** Users drawn for a sample of a run. */
export const SAMPLE_SIZE = 2000;

/** The segment of every user, in the order of `users.n`. */
export interface Assignment {
  readonly labels: Uint8Array;
  /** How much nearer the own centroid is than the next one, 0 to 1. */
  readonly margins: Float64Array;
  /** Segment names by label. */
  readonly names: readonly string[];
}

/** All users as stored, in batches, in input order. May be called again. */
export async function* storedUsers(duck: Duck, profile: Profile, assignment: Assignment): AsyncGenerator<StoredUser[]> {
  const id = profile.columns.indexOf(idColumn(profile));
  let n = 0;
  for await (const columns of duck.columns(`SELECT ${columnList(profile)} FROM users`)) {
    const first = n;
    n += columns[0]!.length;
    yield columns[0]!.map((_, i) => storedUser(columns, i, id, first + i, assignment));
  }
}

/** A fair sample: the users whose ids have the lowest hashes, so that it does not depend on the order of the rows. */
export async function sampleUsers(duck: Duck, profile: Profile, assignment: Assignment): Promise<Sample> {
  const id = identifier(idColumn(profile).name);
  const rows = await duck.rows<Record<string, string | number | null>>(
    `SELECT n, ${columnList(profile)} FROM users ORDER BY md5(${id}), ${id} LIMIT ${SAMPLE_SIZE}`,
  );
  return rows.map(({ n, ...row }) => {
    const label = assignment.labels[n as number]!;
    const segment = assignment.names[label]!;
    return { row: { ...row, cluster: label, segment }, segment, margin: assignment.margins[n as number]! };
  });
}

/** Users without a value, for every column that has such users. */
export async function missingValues(duck: Duck, profile: Profile): Promise<ColumnCount[]> {
  const counts = profile.columns.map(({ name }, index) => `count(*) FILTER (${identifier(name)} IS NULL) AS c${index}`);
  const row = await duck.one<Record<string, number>>(`SELECT ${counts.join(', ')} FROM users`);
  return profile.columns.map(({ name }, index) => ({ column: name, count: row[`c${index}`]! })).filter(({ count }) => count > 0);
}

function columnList(profile: Profile): string {
  return profile.columns.map(({ name }) => identifier(name)).join(', ');
}

function storedUser(
  columns: readonly (readonly DuckDBValue[])[],
  i: number,
  id: number,
  n: number,
  { labels, margins, names }: Assignment,
): StoredUser {
  const label = labels[n]!;
  return {
    userId: columns[id]![i] as string,
    values: columns.map((column) => column[i] as string | number | null),
    cluster: label,
    segment: names[label]!,
    margin: margins[n]!,
  };
}
