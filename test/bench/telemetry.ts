import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PROFILE, writeTelemetry } from '#pipeline';
import { cleanedMatrix, fitCleaning } from '../../pipeline/clean/clean.ts';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import { inspect } from '../../pipeline/ingest/source.ts';
import { Random } from '../../pipeline/math/random.ts';
import type { SharedMatrix } from '../../pipeline/math/shared-matrix.ts';
import { fitScaler, standardiseInPlace } from '../../pipeline/scale/standardise.ts';

/** Kept between benchmarks, because a million users take minutes; made anew by hand: delete it. */
export const KEPT_FOLDER = join(tmpdir(), 'herald-bench');
const END_DATE = '2026-11-16';

/** A CSV file of one week of generated telemetry. */
export async function keptTelemetry(users: number, say: (line: string) => void): Promise<string> {
  const kept = join(KEPT_FOLDER, `${users}-users-${END_DATE}.csv`);
  if (existsSync(kept)) return kept;
  say(`making telemetry of ${users.toLocaleString('en')} users`);
  await mkdir(KEPT_FOLDER, { recursive: true });
  const folder = await mkdtemp(join(KEPT_FOLDER, 'unfinished-'));
  try {
    const options = { users, weeks: 1, seed: 1, endDate: END_DATE, incidents: 'none', badRows: 0 } as const;
    const { files } = await writeTelemetry(options, folder);
    await rename(files[0]!, kept);
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Cleaned and standardised features of a file, and the same as raw doubles in a file for the peers.
 *
 * @param surface `flat` shuffles every feature by itself: the values are the same, and there are no segments to find
 */
export async function pointsOf(
  csv: string,
  surface: Surface = 'segments',
): Promise<{ readonly points: SharedMatrix; readonly file: string }> {
  await using duck = await Duck.open();
  const columns = DEFAULT_PROFILE.columns.map(({ name }) => name);
  const { rows } = await readTelemetry(duck, [await inspect(duck, csv, columns)], DEFAULT_PROFILE);
  const values = await cleanedMatrix(duck, DEFAULT_PROFILE.features, await fitCleaning(duck, DEFAULT_PROFILE), rows);
  const points = standardiseInPlace(values, fitScaler(values));
  if (surface === 'flat') shuffleColumns(points, new Random(1));
  const file = `${csv}.${surface}.doubles`;
  await writeFile(file, points.data);
  return { points, file };
}

export type Surface = 'segments' | 'flat';

function shuffleColumns({ data, rows, columns }: SharedMatrix, random: Random): void {
  for (let j = 0; j < columns; j++) {
    for (let i = rows - 1; i > 0; i--) {
      const [a, b] = [i * columns + j, random.below(i + 1) * columns + j];
      [data[a], data[b]] = [data[b]!, data[a]!];
    }
  }
}
