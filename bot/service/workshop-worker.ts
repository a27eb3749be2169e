import { readFile } from 'node:fs/promises';
import { drawViewPng, firstPagePng, type ReportFormat, renderCardPdf, type WrittenReport, writeReport } from '#drawing';
import { type CompleteRun, openStore, type Profile, type Store } from '#pipeline';
import {
  buildView,
  type ChartSpec,
  type Headline,
  reportWithoutSingles,
  type UserCard,
  type View,
  type ViewName,
  viewWithoutSingles,
} from '#reports';
import { activeRules } from '../alert-rules.ts';
import type { AlertReport, Watched } from '../alerts/alert.ts';
import { evaluate } from '../alerts/evaluate.ts';
import { loadSnapshots } from '../alerts/load.ts';
import { runOrCurrent } from '../commands/current-run.ts';
import { type Config, loadConfig } from '../config.ts';
import { reportWithAlerts } from '../weekly-report.ts';

/** Where the data are; a thread has no access to the store of another. */
export interface Where {
  readonly databaseUrl: string;
  readonly configPath: string | undefined;
  readonly browserPath: string | undefined;
}

export interface RunTask {
  readonly where: Where;
  readonly runId: number;
  readonly profile: string;
}

export interface AlertsTask extends RunTask {
  readonly watched: readonly Watched[];
}

export interface ViewTask extends RunTask {
  readonly name: ViewName;
}

export interface WeeklyTask extends RunTask {
  readonly outDir: string;
  readonly formats: readonly ReportFormat[];
}

/** A weekly report that was written. */
export interface Weekly {
  readonly headlines: readonly Headline[];
  readonly files: readonly WrittenReport[];
  /** The first page as PNG; null where no PDF was asked for. */
  readonly firstPage: Uint8Array | null;
}

export function picture(charts: readonly ChartSpec[]): Uint8Array {
  return drawViewPng({ charts });
}

export function cardPdf({ card, createdAt }: { readonly card: UserCard; readonly createdAt: Date }): Promise<Uint8Array> {
  return renderCardPdf(card, createdAt);
}

export function alerts(task: AlertsTask): Promise<AlertReport> {
  return withRun(task, async (store, run, profile, config) => {
    const rules = activeRules(profile, config.alerts);
    return evaluate(await loadSnapshots(store, run, profile, { rules }), profile, task.watched);
  });
}

export function view(task: ViewTask): Promise<View> {
  return withRun(task, (store, run, profile) =>
    buildView(task.name, store, run, profile).then((made) => viewWithoutSingles(made, profile)),
  );
}

export function weekly(task: WeeklyTask): Promise<Weekly> {
  return withRun(task, async (store, run, profile, config) => {
    const { report: whole } = await reportWithAlerts(store, run, profile, config, new Date());
    const report = reportWithoutSingles(whole, profile); // it goes to channels, addresses and people who may look up nobody
    const { browserPath } = task.where;
    const files = await writeReport(report, {
      outDir: task.outDir,
      formats: task.formats,
      ...(browserPath !== undefined && { executablePath: browserPath }),
    });
    const pdf = files.find(({ format }) => format !== 'html');
    const firstPage = pdf === undefined ? null : await firstPagePng(await readFile(pdf.path));
    return { headlines: report.headlines, files, firstPage };
  });
}

async function withRun<T>(
  { where, runId, profile: name }: RunTask,
  work: (store: Store, run: CompleteRun, profile: Profile, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfig(where.configPath);
  const profile = config.profiles.find((candidate) => candidate.name === name)!;
  const store = await openStore(where.databaseUrl, config.profiles);
  try {
    return await work(store, await runOrCurrent(store, profile, runId), profile, config);
  } finally {
    await store.close();
  }
}
