import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Tinypool } from 'tinypool';
import type { ReportFormat } from '#drawing';
import { type CompleteRun, HeraldError, type Profile } from '#pipeline';
import type { ChartSpec, UserCard, View, ViewName } from '#reports';
import type { AlertReport, Watched } from '../alerts/alert.ts';
import type { Environment } from '../environment.ts';
import type { Picture } from '../slack/message.ts';
import type { AlertsTask, RunTask, ViewTask, Weekly, WeeklyTask } from './workshop-worker.ts';

/** Work that takes the processor for longer than an acknowledgement may wait; it is done in a process of its own. */
export interface Workshop extends AsyncDisposable {
  /** As PNG. */
  picture(picture: Picture): Promise<Buffer>;
  cardPdf(card: UserCard, createdAt: Date): Promise<Buffer>;
  /** @param watched alerts of earlier runs, to learn where their figures stand */
  alerts(run: CompleteRun, profile: Profile, watched?: readonly Watched[]): Promise<AlertReport>;
  view(run: CompleteRun, profile: Profile, name: ViewName): Promise<View>;
  weekly(run: CompleteRun, profile: Profile, outDir: string, formats: readonly ReportFormat[]): Promise<Weekly>;
}

/** One does for a team; it ends when there is nothing to do, and gives its memory back. */
const PROCESSES = 1;
const IDLE_MS = 60_000;
/** Pictures kept, some 100 kB each: the views of a run are asked for again and again. */
const PICTURES = 50;

export function openWorkshop({ databaseUrl, configPath, browserPath }: Environment): Workshop {
  const where = { databaseUrl, configPath, browserPath };
  const pool = new Tinypool({
    filename: new URL('./workshop-worker.ts', import.meta.url).href,
    runtime: 'child_process',
    serialization: 'advanced', // bytes stay bytes
    minThreads: 0,
    maxThreads: PROCESSES,
    idleTimeout: IDLE_MS,
  });
  pool.on('error', () => undefined); // a process that dies without a task is replaced for the next one
  const run = async (name: string, task: unknown) => {
    try {
      return await pool.run(task, { name });
    } catch (error) {
      throw foreseen(error) ? new WorkshopError(error) : error;
    }
  };
  const taskOf = ({ id }: CompleteRun, { name }: Profile): RunTask => ({ where, runId: id, profile: name });
  const drawn = new LRUCache<string, Buffer, readonly ChartSpec[]>({
    max: PICTURES,
    fetchMethod: async (_key, _old, { context: charts }) => Buffer.from(await run('picture', charts)),
  });
  return {
    picture: async (picture) =>
      'png' in picture ? picture.png : (await drawn.fetch(digestOf(picture.charts), { context: picture.charts }))!,
    cardPdf: async (card, createdAt) => Buffer.from(await run('cardPdf', { card, createdAt })),
    alerts: (of, profile, watched = []) => run('alerts', { ...taskOf(of, profile), watched } satisfies AlertsTask),
    view: (of, profile, name) => run('view', { ...taskOf(of, profile), name } satisfies ViewTask),
    weekly: (of, profile, outDir, formats) => run('weekly', { ...taskOf(of, profile), outDir, formats } satisfies WeeklyTask),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

function digestOf(charts: readonly ChartSpec[]): string {
  return createHash('sha256').update(JSON.stringify(charts)).digest('base64');
}

/** One of our errors on its way from the other process, where it lost its class but not its code. */
class WorkshopError extends HeraldError {
  readonly code: string;

  constructor(original: Error & { readonly code: string }) {
    super(original.message, { cause: original });
    this.code = original.code;
  }
}

function foreseen(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[A-Z_]+$/.test(error.code);
}
