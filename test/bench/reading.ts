import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { DEFAULT_PROFILE } from '#pipeline';
import { Duck, literal } from '../../pipeline/ingest/duckdb.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import { inspect } from '../../pipeline/ingest/source.ts';
import type { Bench } from './bench.ts';
import { inTurn, ratio, spread, timed } from './in-turn.ts';
import { markdownTable } from './markdown.ts';
import { keptTelemetry } from './telemetry.ts';

const USERS = 1_000_000;
const ROUNDS = 5;

/** How near reading comes to what DuckDB alone takes for the same file, and that to the memory's speed. */
export const reading: Bench = {
  name: 'reading',
  title: `reading ${USERS.toLocaleString('en')} users with all checks, against the limits`,
  takes: '1 min',
  usual: true,
  async run(say) {
    const file = await keptTelemetry(USERS, say);
    const bytes = await readFile(file);
    const copy = Buffer.allocUnsafe(bytes.length);
    const times = await inTurn(
      {
        herald: () => timed(() => readByHerald(file)),
        duckdb: () => timed(() => readByDuckDb(file)),
        memory: () => timed(() => bytes.copy(copy)),
      },
      ROUNDS,
    );
    const row = (name: string, own: readonly number[]) => [name, spread(own), ratio(times.herald, own)];
    return markdownTable(
      [`${(bytes.length / 1e6).toFixed(0)} MB of CSV`, 'time', 'Herald takes'],
      [
        row('Herald: checked, typed, bad rows told apart', times.herald),
        row('DuckDB alone: read_csv into a typed table', times.duckdb),
        row('memory: the bytes of the file copied once', times.memory),
      ],
    );
  },
};

async function readByHerald(file: string): Promise<void> {
  await using duck = await Duck.open();
  const columns = DEFAULT_PROFILE.columns.map(({ name }) => name);
  await readTelemetry(duck, [await inspect(duck, file, columns)], DEFAULT_PROFILE);
}

async function readByDuckDb(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE users AS SELECT * FROM read_csv(${literal(file)})`);
  connection.closeSync();
  instance.closeSync();
}
