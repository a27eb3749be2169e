import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CompleteRun,
  DEFAULT_PROFILE,
  type IncidentsDocument,
  openStore,
  type Profile,
  runPipeline,
  type Store,
  type TelemetryOptions,
  writeTelemetry,
} from '#pipeline';

/** Files run through the whole pipeline into SQLite, oldest first, in a folder that goes away on disposal. */
export interface GeneratedRuns extends AsyncDisposable {
  readonly folder: string;
  readonly files: readonly string[];
  readonly store: Store;
  readonly runs: readonly CompleteRun[];
}

export interface RunOptions {
  readonly profile?: Profile;
  readonly k?: number | 'auto';
}

/** Weeks of generated telemetry, one run each. */
export async function generatedRuns(
  telemetry: Partial<TelemetryOptions>,
  options: RunOptions = {},
): Promise<GeneratedRuns & { readonly documented: IncidentsDocument }> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-runs-'));
  const { files, incidentsFile } = await writeTelemetry(
    { users: 400, weeks: 1, seed: 11, endDate: '2026-11-16', incidents: 'none', badRows: 0, ...telemetry },
    folder,
  );
  const documented = JSON.parse(await readFile(incidentsFile, 'utf8')) as IncidentsDocument;
  return { ...(await runsOf(folder, files, options)), documented };
}

/** Runs of these files, with the store in `folder`; every run ends at a fixed time. */
export async function runsOf(folder: string, files: readonly string[], options: RunOptions = {}): Promise<GeneratedRuns> {
  const { profile = DEFAULT_PROFILE, k } = options;
  const store = await openStore(`sqlite:${join(folder, 'herald.db')}`, [profile]);
  await store.migrate();
  const runs: CompleteRun[] = [];
  for (const file of files) {
    const ports = { store, clock: { now: () => new Date('2026-11-16T06:00:00Z') }, progress: () => undefined };
    const { run } = await runPipeline({ files: [file], profile, ...(k !== undefined && { k }) }, ports);
    runs.push(run);
  }
  return {
    folder,
    files,
    store,
    runs,
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
