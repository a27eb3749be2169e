import { createHash } from 'node:crypto';
import { inputColumns, type Profile } from './domain/profile.ts';
import type { Engine, RunSettings } from './domain/run.ts';
import { contentHash } from './ingest/content.ts';
import type { Duck } from './ingest/duckdb.ts';
import { fileDay, today } from './ingest/file-day.ts';
import { inspect, type Source } from './ingest/source.ts';

export interface RunRequest {
  readonly files: readonly string[];
  readonly profile: Profile;
  /** `YYYY-MM-DD`; else the day in the first file's name, else today. */
  readonly asOf?: string;
  readonly k?: number | 'auto';
  readonly seed?: number;
  readonly engine?: Engine;
}

export const DEFAULT_SEED = 42;

/** Raised when the same input would give another result, so that stored runs are told from new ones. */
const PIPELINE_VERSION = 4;

/** The day that the data describe. */
export interface Dated {
  readonly asOf: string;
  /** False if the date is only today's: then it is no part of the input's identity. */
  readonly given: boolean;
}

export function asOfDate({ asOf, files }: RunRequest, now: Date): Dated {
  if (asOf !== undefined) return { asOf, given: true };
  const named = files.map(fileDay)[0]; // a wrong day in the name of any file is said
  return named === undefined ? { asOf: today(now), given: false } : { asOf: named, given: true };
}

export function settingsOf({ profile, k, seed, engine }: RunRequest): RunSettings {
  const { starts, maxIterations } = profile.clustering;
  return { k: k ?? profile.clustering.k, seed: seed ?? DEFAULT_SEED, starts, maxIterations, engine: engine ?? 'herald' };
}

/** The files, and a hash that is the same for the same input with the same profile and settings. */
export async function identify(
  files: readonly string[],
  profile: Profile,
  settings: RunSettings,
  { asOf, given }: Dated,
  duck: Duck,
): Promise<{ sources: Source[]; hash: string }> {
  const expected = inputColumns(profile).map(({ name }) => name);
  const sources: Source[] = [];
  for (const file of files) sources.push(await inspect(duck, file, expected));
  const contents = await Promise.all(sources.map(({ path, gzip }) => contentHash(path, gzip)));
  const identity = { version: PIPELINE_VERSION, profile, settings, asOf: given ? asOf : null, contents };
  return { sources, hash: createHash('sha256').update(JSON.stringify(identity)).digest('hex') };
}
