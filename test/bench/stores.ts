import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEFAULT_PROFILE, openStore, runPipeline, systemClock, writeTelemetry } from '#pipeline';
import { KEPT_FOLDER } from './telemetry.ts';

/** Generated telemetry of so many users, a run for each week. */
export interface Data {
  readonly users: number;
  readonly weeks: number;
}

const END_DATE = '2026-11-16';
/** Changes when the kept stores would not be what this code makes. */
const EDITION = 1;

/** The file of a SQLite store with these data, for reading only; made if it is not there yet. */
export async function keptStore(data: Data, say: (line: string) => void): Promise<string> {
  await mkdir(KEPT_FOLDER, { recursive: true });
  const file = join(KEPT_FOLDER, `${data.users}-users-${data.weeks}-weeks-${EDITION}.db`);
  if ((await readdir(KEPT_FOLDER)).includes(basename(file))) {
    await migrated(`sqlite:${file}`);
    return file;
  }
  const unfinished = await mkdtemp(join(KEPT_FOLDER, 'unfinished-'));
  try {
    await fill(`sqlite:${join(unfinished, 'herald.db')}`, data, say);
    await rename(join(unfinished, 'herald.db'), file);
    return file;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A copy of such a store that may be written to, gone on disposal. */
export async function copiedStore(data: Data, say: (line: string) => void): Promise<AsyncDisposable & { readonly url: string }> {
  const file = await keptStore(data, say);
  const folder = await mkdtemp(join(tmpdir(), 'herald-bench-copy-'));
  await copyFile(file, join(folder, 'herald.db'));
  await onDisk(join(folder, 'herald.db'));
  return {
    url: `sqlite:${join(folder, 'herald.db')}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Else the first checkpoint of the service would wait until the whole copy is written. */
async function onDisk(file: string): Promise<void> {
  const opened = await open(file, 'r+');
  await opened.sync();
  await opened.close();
}

/** Generates telemetry and runs it into a store, oldest week first. */
export async function fill(url: string, { users, weeks }: Data, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-bench-telemetry-'));
  try {
    say(`making ${users.toLocaleString('en')} users, ${weeks} times a week apart`);
    const options = { users, weeks, seed: 1, endDate: END_DATE, incidents: 'planted', badRows: 0 } as const;
    const { files } = await writeTelemetry(options, folder);
    const store = await openStore(url, [DEFAULT_PROFILE]);
    try {
      await store.migrate();
      for (const file of files) {
        say(`running ${basename(file)}`);
        const ports = { store, clock: systemClock, progress: () => undefined };
        await runPipeline({ files: [file], profile: DEFAULT_PROFILE, k: 2 }, ports);
      }
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function migrated(url: string): Promise<void> {
  const store = await openStore(url, [DEFAULT_PROFILE]);
  try {
    await store.migrate();
  } finally {
    await store.close();
  }
}
