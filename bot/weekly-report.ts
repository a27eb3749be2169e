import type { CompleteRun, Profile, Store } from '#pipeline';
import { sessionReport, type WeeklyReport, weeklyReport } from '#reports';
import { activeRules } from './alert-rules.ts';
import type { AlertReport } from './alerts/alert.ts';
import { evaluate } from './alerts/evaluate.ts';
import { alertHeadline } from './alerts/headline.ts';
import { loadSnapshots } from './alerts/load.ts';
import type { Config } from './config.ts';

/** The weekly report of a run and the alerts that lead it. */
export interface ReportWithAlerts {
  readonly report: WeeklyReport;
  readonly alerts: AlertReport;
}

/** Evaluates the run and makes its report, warnings first. */
export async function reportWithAlerts(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  { brand, reportTitle: title, alerts: settings }: Pick<Config, 'brand' | 'reportTitle' | 'alerts'>,
  generatedAt: Date,
): Promise<ReportWithAlerts> {
  const rules = activeRules(profile, settings);
  const alerts = evaluate(await loadSnapshots(store, run, profile, { rules }), profile);
  const warnings = alerts.alerts.map((alert) => alertHeadline(alert, profile));
  const make = profile.report === 'sessions' ? sessionReport : weeklyReport;
  return { report: await make(store, run, profile, { title, brand, generatedAt, warnings }), alerts };
}
