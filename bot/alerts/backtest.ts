import type { AlertKind, AlertRule, Profile, Severity, Slice, Snapshot } from '#pipeline';
import { advance, watchedOf } from './advance.ts';
import type { Alert, AlertReport } from './alert.ts';
import { evaluate } from './evaluate.ts';
import type { AlertPolicy } from './lifecycle.ts';
import type { OpenAlert } from './open-alert.ts';

/** What the rules would have said, had they been watching. */
export interface Backtest {
  readonly runs: readonly BacktestRun[];
  /** In the order of the rules. */
  readonly rules: readonly BacktestRule[];
  /** Alerts that would have been opened, by the rule that speaks for each. */
  readonly alerts: readonly BacktestAlert[];
  /** Days that the judged runs stand for. */
  readonly days: number;
  readonly alertsPerWeek: number;
}

export interface BacktestRun {
  readonly runId: number;
  readonly asOf: string;
  /** False for runs without a past. */
  readonly judged: boolean;
  readonly opened: number;
  readonly resolved: number;
}

export interface BacktestRule {
  readonly name: string;
  readonly kind: AlertKind;
  /** Whether it is in force, or would be looked at only here. */
  readonly enabled: boolean;
  /** Runs in which it fires, alone or behind a rule that says more. */
  readonly firedIn: readonly number[];
  /** Alerts for which it speaks. */
  readonly opened: number;
  /** Rules that say more and spoke for it where it fired: an incident makes one alert. */
  readonly behind: readonly string[];
  readonly alertsPerWeek: number;
}

export interface BacktestAlert {
  readonly fingerprint: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly slice: Slice;
  readonly openedIn: number;
  /** Null while it is open at the end. */
  readonly resolvedIn: number | null;
  readonly summary: string;
}

/**
 * Evaluates every run as if it had just come, and follows up what that opens.
 *
 * @param snapshots oldest first, made with all rules, also those that are switched off
 * @param enabled whether a rule is in force
 */
export function backtest(
  snapshots: readonly Snapshot[],
  profile: Profile,
  policyOf: (rule: string) => AlertPolicy | undefined,
  enabled: (rule: string) => boolean,
): Backtest {
  const rules = snapshots.at(-1)?.rules ?? [];
  const runs: BacktestRun[] = [];
  const alerts: BacktestAlert[] = [];
  const fired: { readonly rule: string; readonly speaker: string; readonly runId: number }[] = [];
  let open: readonly OpenAlert[] = [];
  for (const index of snapshots.keys()) {
    const report = evaluate(snapshots.slice(0, index + 1), profile, watchedOf(open));
    const steps = advance(open, report, policyOf, new Date(`${report.asOf}T00:00:00Z`));
    const opened = steps.flatMap((step) => (step.kind === 'open' ? [step.next] : []));
    const resolved = steps.flatMap((step) => (step.kind === 'resolve' ? [step.next] : []));
    for (const { fingerprint } of resolved) closeIn(alerts, fingerprint, report.runId);
    alerts.push(...opened.map(({ alert }) => openingOf(alert)));
    fired.push(
      ...report.alerts.flatMap((alert) => rulesIn(alert).map((rule) => ({ rule, speaker: alert.rule, runId: report.runId }))),
    );
    if (report.evaluation.status === 'evaluated')
      open = steps.flatMap((step) => (step.kind === 'open' || step.kind === 'update' ? [step.next] : []));
    runs.push({ ...runOf(report), opened: opened.length, resolved: resolved.length });
  }
  const days = daysOf(runs);
  const perWeek = (count: number) => (days === 0 ? 0 : (count * 7) / days);
  return {
    runs,
    rules: rules.map(({ name, kind }: AlertRule) => {
      const opened = alerts.filter(({ rule }) => rule === name).length;
      const its = fired.filter(({ rule }) => rule === name);
      const firedIn = [...new Set(its.map(({ runId }) => runId))];
      const behind = [...new Set(its.map(({ speaker }) => speaker))].filter((speaker) => speaker !== name);
      return { name, kind, enabled: enabled(name), firedIn, opened, behind, alertsPerWeek: perWeek(opened) };
    }),
    alerts,
    days,
    alertsPerWeek: perWeek(alerts.filter(({ rule }) => enabled(rule)).length),
  };
}

function runOf({ runId, asOf, evaluation }: AlertReport): Pick<BacktestRun, 'runId' | 'asOf' | 'judged'> {
  return { runId, asOf, judged: evaluation.status === 'evaluated' };
}

function openingOf({ fingerprint, rule, kind, severity, slice, runId, summary }: Alert): BacktestAlert {
  return { fingerprint, rule, kind, severity, slice, openedIn: runId, resolvedIn: null, summary };
}

function closeIn(alerts: BacktestAlert[], fingerprint: string, runId: number): void {
  const at = alerts.findIndex((alert) => alert.fingerprint === fingerprint && alert.resolvedIn === null);
  if (at >= 0) alerts[at] = { ...alerts[at]!, resolvedIn: runId };
}

function rulesIn({ rule, evidence }: Alert): readonly string[] {
  return [rule, ...(evidence.type === 'change' ? evidence.alsoMoved.map((other) => other.rule) : [])];
}

/** From the first run with a past to the last one, and the time between two of them for the first. */
function daysOf(runs: readonly BacktestRun[]): number {
  if (runs.length < 2) return 0;
  return (Date.parse(runs.at(-1)!.asOf) - Date.parse(runs[0]!.asOf)) / DAY_MS;
}

const DAY_MS = 24 * 60 * 60 * 1000;
