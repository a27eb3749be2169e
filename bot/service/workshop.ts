import { Piscina } from 'piscina';
import type { CompleteRun, Profile } from '#pipeline';
import type { ReportFormat, UserCard } from '#reports';
import type { AlertReport } from '../alerts/alert.ts';
import type { Environment } from '../environment.ts';
import type { Picture } from '../slack/message.ts';
import type { RunTask, Weekly, WeeklyTask } from './workshop-worker.ts';

/** Work that takes the processor for longer than an acknowledgement may wait; it is done on a thread of its own. */
export interface Workshop extends AsyncDisposable {
  /** As PNG. */
  picture(picture: Picture): Promise<Buffer>;
  cardPdf(card: UserCard, createdAt: Date): Promise<Buffer>;
  alerts(run: CompleteRun, profile: Profile): Promise<AlertReport>;
  weekly(run: CompleteRun, profile: Profile, outDir: string, formats: readonly ReportFormat[]): Promise<Weekly>;
}

/** One thread does for a team; it ends when there is nothing to do. */
const THREADS = 1;
const IDLE_MS = 60_000;

export function openWorkshop({ databaseUrl, configPath, browserPath }: Environment): Workshop {
  const where = { databaseUrl, configPath, browserPath };
  const filename = new URL('./workshop-worker.ts', import.meta.url).href;
  const pool = new Piscina({ filename, minThreads: 0, maxThreads: THREADS, idleTimeout: IDLE_MS });
  const taskOf = (run: CompleteRun, profile: Profile): RunTask => ({ where, runId: run.id, profile: profile.name });
  return {
    picture: async ({ charts }) => Buffer.from(await pool.run(charts, { name: 'picture' })),
    cardPdf: async (card, createdAt) => Buffer.from(await pool.run({ card, createdAt }, { name: 'cardPdf' })),
    alerts: (run, profile) => pool.run(taskOf(run, profile), { name: 'alerts' }),
    weekly: (run, profile, outDir, formats) => {
      const task: WeeklyTask = { ...taskOf(run, profile), outDir, formats };
      return pool.run(task, { name: 'weekly' });
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
