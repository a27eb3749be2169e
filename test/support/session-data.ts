import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BUILT_IN_PROFILES,
  type SessionIncidents,
  type SessionRows,
  sessionRows,
  type TelemetryOptions,
  type UserRow,
  writeSessions,
} from '#pipeline';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import { inspect } from '../../pipeline/ingest/source.ts';

/** One week of generated sessions as they are read, and what is true of them. */
export interface SessionData {
  readonly rows: SessionRows;
  readonly documented: SessionIncidents;
  /** In the order of the rows. */
  readonly truth: readonly { readonly persona: string; readonly bot: string; readonly crashChance: number }[];
  /** Figures of the file by plain SQL, on the table `raw` of texts. */
  readonly sql: readonly Record<string, string | number>[];
}

export async function sessionData(options: Partial<TelemetryOptions>, sql: string = 'SELECT 1 AS one'): Promise<SessionData> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
  try {
    const defaults = { users: 2000, weeks: 1, seed: 1, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
    const { files, incidentsFile, truthFile } = await writeSessions({ ...defaults, ...options }, folder);
    const profile = BUILT_IN_PROFILES['app-sessions']!;
    await using duck = await Duck.open();
    await readTelemetry(duck, [await inspect(duck, files.at(-1)!, ['session_id', 'user_id'])], profile);
    const rows = sessionRows(await duck.rows<UserRow>('SELECT * FROM users ORDER BY n'));
    await duck.run(`CREATE VIEW raw AS SELECT * FROM read_csv('${files.at(-1)!}', all_varchar = true)`);
    const truth = new Map((await readFile(truthFile, 'utf8')).split('\n').map((line) => [line.split(',')[0]!, line.split(',')]));
    return {
      rows,
      documented: JSON.parse(await readFile(incidentsFile, 'utf8')) as SessionIncidents,
      truth: rows.ids.map((id) => {
        const [, persona, bot, chance] = truth.get(id)!;
        return { persona: persona!, bot: bot!, crashChance: Number(chance) };
      }),
      sql: await duck.rows(sql),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
