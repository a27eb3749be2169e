import type { CompleteRun, Profile, Store } from '#pipeline';
import type { WeeklyReport } from '../report.ts';
import { changeBetween, loadChange } from '../sections/change.ts';
import { methodOf } from '../sections/method.ts';
import { qualityOf } from '../sections/quality.ts';
import { trustOf } from '../sections/trust.ts';
import { buildView } from '../views/index.ts';
import type { ReportView } from '../views/view.ts';
import type { ReportOptions } from '../weekly.ts';
import { buildBots } from './bots.ts';
import { buildCompleteness } from './completeness.ts';
import { buildCrashRisk } from './crash-risk.ts';
import { buildCrashes } from './crashes.ts';
import { loadSessions, type SessionFindings } from './findings.ts';
import { sessionHeadlines } from './headlines.ts';
import { buildHotspots } from './hotspots.ts';
import { sessionProvenance } from './provenance.ts';

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
    loadSessions(store, run, profile),
    ...PERSONAS.map((name) => buildView(name, store, run, profile)),
  ]);
  const entity = profile.entity.many;
  return {
    title: TITLE,
    brand,
    generatedAt,
    provenance: sessionProvenance(run, profile),
    headlines: [...warnings, ...sessionHeadlines(findings, run, profile, warnings.length > 0)],
    change: change ?? null,
    views: [
      ...sessionViews(findings, run, profile),
      ...personas.map((view) => ({ ...view, provenance: { ...view.provenance, entity } })),
    ],
    quality: qualityOf(run, profile),
    method: methodOf(run, profile),
    trust: trustOf(run, profile),
  };
}

/** The views that are about sessions; those that need rows are left out where the rows of the run are gone. */
export function sessionViews(findings: SessionFindings, run: CompleteRun, profile: Profile): readonly ReportView[] {
  const { rows } = findings;
  const crashes = buildCrashes(findings, run, profile);
  if (rows === undefined) {
    const gone = 'Bots, risks and completeness need the rows, which are kept of the current run only.';
    return [{ ...crashes, notes: [...crashes.notes, gone] }, buildHotspots(findings, run, profile)];
  }
  const { risk } = rows;
  return [
    'impossible' in risk ? { ...crashes, notes: [...crashes.notes, `No risk model: ${risk.impossible}.`] } : crashes,
    ...('impossible' in risk ? [] : [buildCrashRisk(risk, run, profile)]),
    buildBots(rows, run, profile),
    buildHotspots(findings, run, profile),
    buildCompleteness(rows, run, profile),
  ];
}
