import type { CompleteRun, Profile, Store } from '#pipeline';
import type { WeeklyReport } from '../report.ts';
import { changeBetween, loadChange } from '../sections/change.ts';
import { methodOf } from '../sections/method.ts';
import { qualityOf } from '../sections/quality.ts';
import { trustOf } from '../sections/trust.ts';
import { buildView } from '../views/index.ts';
import type { View } from '../views/view.ts';
import type { ReportOptions } from '../weekly.ts';
import { buildBots } from './bots.ts';
import { buildCompleteness } from './completeness.ts';
import { buildCrashRisk } from './crash-risk.ts';
import { buildCrashes } from './crashes.ts';
import { loadCrashes, loadHours, loadRows, type SessionFindings } from './findings.ts';
import { sessionHeadlines } from './headlines.ts';
import { buildHotspots } from './hotspots.ts';
import { sessionProvenance } from './provenance.ts';
import { botsAmong, gapsAmong, riskAmong } from './rows.ts';

export async function loadSessions(store: Store, run: CompleteRun): Promise<SessionFindings> {
  const [crashes, hours, read] = await Promise.all([loadCrashes(store, run), loadHours(store, run), loadRows(store, run)]);
  const rows =
    read === undefined
      ? undefined
      : { bots: botsAmong(read, run), gaps: gapsAmong(read), risk: await riskAmong(read, store, run) };
  return { crashes, hours, rows };
}

const TITLE = 'Weekly session report';

/** Views of the segments that a report on sessions shows too: what the sessions are for. */
const PERSONAS = ['distribution', 'kpis', 'clusters'] as const;

/** The report of a run on sessions: crashes, bots, hours and completeness before the segments. */
export async function sessionReport(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  { brand, generatedAt, warnings }: ReportOptions,
): Promise<WeeklyReport> {
  const previous = await store.previousRun(run);
  const change = previous && changeBetween(await loadChange(store, previous, run, profile), previous, run, profile);
  const [findings, ...personas] = await Promise.all([
    loadSessions(store, run),
    ...PERSONAS.map((name) => buildView(name, store, run, profile)),
  ]);
  return {
    title: TITLE,
    brand,
    generatedAt,
    provenance: sessionProvenance(run, profile),
    headlines: [...warnings, ...sessionHeadlines(findings, run, profile, warnings.length > 0)],
    change: change ?? null,
    views: [...sessionViews(findings, run, profile), ...personas],
    quality: qualityOf(run, profile),
    method: methodOf(run, profile),
    trust: trustOf(run, profile),
  };
}

/** The views that are about sessions; those that need rows are left out where the rows of the run are gone. */
export function sessionViews(findings: SessionFindings, run: CompleteRun, profile: Profile): readonly View[] {
  const { rows, hours } = findings;
  const crashes = buildCrashes(findings.crashes, run, profile);
  const hotspots = buildHotspots(hours, run, profile);
  if (rows === undefined) {
    const gone = 'Bots, risks and completeness need the rows, which are kept of the current run only.';
    return [{ ...crashes, notes: [...crashes.notes, gone] }, hotspots];
  }
  const { risk, bots, gaps } = rows;
  return [
    crashes,
    buildCrashRisk(risk, run, profile),
    buildBots(bots, run, profile),
    hotspots,
    buildCompleteness(gaps, run, profile),
  ];
}
