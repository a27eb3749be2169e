import { type Column, idColumn, type Profile } from '../domain/profile.ts';
import type { ColumnCount, Sample, SampledUser } from '../domain/run.ts';
import { type Duck, identifier } from '../ingest/duckdb.ts';
import { lineSql } from '../store/load-data-text.ts';
import type { StoredUser, UserText } from '../store/store.ts';

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
  const columns = [...profile.columns.keys()];
  const id = profile.columns.indexOf(idColumn(profile));
  let n = 0;
  for await (const { rows, value } of duck.chunks(`SELECT ${columnList(profile)} FROM users`)) {
    const first = n;
    n += rows;
    yield Array.from({ length: rows }, (_, i) => {
      const label = assignment.labels[first + i]!;
      return {
        userId: value(id, i) as string,
        get values() {
          return columns.map((column) => value(column, i) as string | number | null);
        },
        cluster: label,
        segment: assignment.names[label]!,
        margin: assignment.margins[first + i]!,
      };
    });
  }
}

/** The same users as text, which DuckDB makes. */
export function userText(duck: Duck, profile: Profile, { margins }: Assignment): UserText {
  const text = (columns: readonly Column[]) =>
    texts(
      duck,
      `SELECT ${lineSql(columns.map(({ name, kind }) => ({ value: identifier(name), isText: kind !== 'number' })))} FROM users`,
    );
  return { margins, ids: () => text([idColumn(profile)]), values: () => text(profile.columns) };
}

async function* texts(duck: Duck, sql: string): AsyncGenerator<string[]> {
  for await (const { rows, value } of duck.chunks(sql)) yield Array.from({ length: rows }, (_, i) => value(0, i) as string);
}

/** A fair sample: the users whose ids have the lowest hashes, so that it does not depend on the order of the rows. */
export async function sampleUsers(duck: Duck, profile: Profile, assignment: Assignment): Promise<Sample> {
  const id = identifier(idColumn(profile).name);
  const names = profile.columns.map(({ name }) => name);
  const drawn = `SELECT n FROM users ORDER BY md5(${id}), ${id} LIMIT ${SAMPLE_SIZE}`; // first, so that only numbers are sorted
  const sample: SampledUser[] = [];
  for await (const { rows, value } of duck.chunks(
    `SELECT n, ${columnList(profile)} FROM users WHERE n IN (${drawn}) ORDER BY md5(${id}), ${id}`,
  )) {
    for (let i = 0; i < rows; i++) {
      const n = Number(value(0, i));
      const label = assignment.labels[n]!;
      const segment = assignment.names[label]!;
      const values = Object.fromEntries(names.map((name, j) => [name, value(j + 1, i) as string | number | null]));
      sample.push({ row: { ...values, cluster: label, segment }, segment, margin: assignment.margins[n]! });
    }
  }
  return sample;
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
