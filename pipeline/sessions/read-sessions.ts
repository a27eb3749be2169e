import { basename } from 'node:path';
import { inputColumns, type Profile } from '../domain/profile.ts';
import type { UserRow } from '../domain/run.ts';
import { Duck } from '../ingest/duckdb.ts';
import { endOfTimes, namedDays } from '../ingest/file-day.ts';
import { readTelemetry } from '../ingest/read.ts';
import { inspect } from '../ingest/source.ts';
import { type SessionRows, sessionRows } from './session-rows.ts';

/** Sessions of files, with the names of the files and the rows that were set aside as bad. */
export interface SessionFiles {
  readonly rows: SessionRows;
  readonly files: readonly string[];
  readonly rejected: number;
}

/**
 * Reads files as a run would: the same checks, the same rows set aside.
 * @param files parts of one input: a session in two of them is a duplicate in the second
 */
export async function readSessions(files: readonly string[], profile: Profile): Promise<SessionFiles> {
  await using duck = await Duck.open();
  const needed = inputColumns(profile).map(({ name }) => name);
  const sources = [];
  for (const file of files) sources.push(await inspect(duck, file, needed));
  const { rejects } = await readTelemetry(duck, sources, profile, endOfTimes(new Date(), namedDays(files)));
  const rows = await duck.rows<UserRow>('SELECT * FROM users ORDER BY n');
  return { rows: sessionRows(rows), files: files.map((file) => basename(file)), rejected: rejects.length };
}
