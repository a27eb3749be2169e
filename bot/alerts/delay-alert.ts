import { type AlertRule, type CompleteRun, fingerprint, latenessOf, WHOLE } from '#pipeline';
import { counted, day } from '#reports';
import type { Alert } from './alert.ts';

/**
 * The alert that a run is overdue. It depends on the clock and not on a run, so the scheduler asks for it.
 *
 * @param rules with a delay rule that says how often a run is to come; without, nothing is ever late
 */
export function delayAlert(newest: CompleteRun, rules: readonly AlertRule[], now: Date): Alert | undefined {
  for (const rule of rules) {
    if (rule.figure.kind !== 'run delay' || rule.figure.everyDays === null) continue;
    const late = latenessOf(newest.asOf, now, rule.figure.everyDays, rule.minimum.absolute);
    if (late === undefined) return undefined;
    const { dueOn, daysLate, missed } = late;
    const { id: runId, asOf } = newest;
    return {
      fingerprint: fingerprint('quality', WHOLE, 'delay'),
      kind: 'quality',
      rule: rule.name,
      severity: daysLate >= rule.severe ? 'high' : 'medium',
      state: 'open',
      slice: WHOLE,
      measure: 'run_delay',
      from: 0,
      to: daysLate,
      evidence: {
        type: 'delay',
        dueOn,
        missed,
        reasons: [
          `a run is to come every ${counted(rule.figure.everyDays, DAYS)}; ${counted(missed, { one: 'run', many: 'runs' })} missed so far`,
        ],
        since: { runId, asOf, runs: 1 },
      },
      runId,
      asOf,
      summary: `The run of ${day(dueOn)} is ${counted(daysLate, DAYS)} late; the newest telemetry is of ${day(asOf)}.`,
    };
  }
  return undefined;
}

const DAYS = { one: 'day', many: 'days' };
