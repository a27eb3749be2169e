import type { AlertRule } from './rules.ts';

const USUAL = {
  minimumGroup: 30, // below, a mean is a handful of people, and its error is not normal
  falseDiscoveryRate: 0.005, // at most one false alert in fifty weeks of four kinds, before small changes are left out
} as const;

/** Rules that need no measure, and so fit any profile. */
const GENERAL_RULES: readonly AlertRule[] = [
  {
    ...USUAL,
    name: 'segment-shares',
    kind: 'segments',
    figure: { kind: 'segment share' },
    direction: 'either',
    minimum: { absolute: 0.05, relative: 0.1 }, // a new clustering alone moves a border by a point or two
    severe: 0.12,
  },
  {
    ...USUAL,
    name: 'trust',
    kind: 'segments',
    figure: { kind: 'trust level' },
    direction: 'either',
    minimum: { absolute: 1, relative: 0 }, // one level
    severe: 2,
  },
  {
    ...USUAL,
    name: 'missing-values',
    kind: 'quality',
    figure: { kind: 'missing share' },
    direction: 'up',
    minimum: { absolute: 0.05, relative: 0.5 }, // less shifts a mean by less than its own interval
    severe: 0.2,
  },
  {
    ...USUAL,
    name: 'rejected-rows',
    kind: 'quality',
    figure: { kind: 'rejected share' },
    direction: 'up',
    minimum: { absolute: 0.005, relative: 0.5 }, // one row in two hundred: a fault of the export, not a typing error
    severe: 0.02,
  },
  {
    ...USUAL,
    name: 'drift',
    kind: 'quality',
    figure: { kind: 'feature drift' },
    direction: 'either',
    minimum: { absolute: 0.1, relative: 0 }, // one user in ten has crossed a value: a quarter of a standard deviation
    severe: 0.25,
    minimumGroup: 200, // users in the sample of a run; of fewer, one in ten crosses by chance
  },
  {
    ...USUAL,
    name: 'late-run',
    kind: 'quality',
    figure: { kind: 'run delay', everyDays: null },
    direction: 'up',
    minimum: { absolute: 1, relative: 0 }, // telemetry of a day is complete on the next
    severe: 3,
  },
];

const APP_BEHAVIOR_RULES: readonly AlertRule[] = [
  {
    ...USUAL,
    name: 'expected-loss',
    kind: 'churn',
    figure: { kind: 'expected loss' },
    direction: 'up',
    minimum: { absolute: 0.03, relative: 0.25 }, // a quarter more than usual, and more than models err by
    severe: 0.06,
    minimumGroup: 100, // of fewer, two or three more are nothing to act on
    leastRuns: 2, // the first run that a model sees has no trends
  },
  {
    ...USUAL,
    name: 'churn-risk',
    kind: 'churn',
    figure: { kind: 'measure', measure: 'churn_risk_score' },
    direction: 'up',
    minimum: { absolute: 0.06, relative: 0.1 }, // twice the difference between the best and the worst country
    severe: 0.12,
  },
  {
    ...USUAL,
    name: 'high-churn',
    kind: 'churn',
    figure: { kind: 'measure', measure: 'high_churn_share' },
    direction: 'up',
    minimum: { absolute: 0.06, relative: 0.5 }, // a campaign for fewer than one user in sixteen costs more than it saves
    severe: 0.15,
  },
  {
    ...USUAL,
    name: 'at-risk-best',
    kind: 'churn',
    figure: { kind: 'measure in the best segment', measure: 'high_churn_share' },
    direction: 'up',
    minimum: { absolute: 0.04, relative: 1 }, // usually next to none of them are at risk
    severe: 0.1,
    minimumGroup: 100, // where next to none is usual, three of fifty are chance
  },
  {
    ...USUAL,
    name: 'downgrades',
    kind: 'churn',
    figure: { kind: 'downgrade share' },
    direction: 'up',
    minimum: { absolute: 0.02, relative: 0.5 }, // one or two in a hundred change in a usual week
    severe: 0.05,
  },
  {
    ...USUAL,
    name: 'crashes',
    kind: 'crash',
    figure: { kind: 'measure', measure: 'crash_events_last_30_days' },
    direction: 'up',
    minimum: { absolute: 0.2, relative: 0.4 }, // the oldest version crashes a third more than the newest on a usual day
    severe: 0.6,
  },
  {
    ...USUAL,
    name: 'crash-share',
    kind: 'crash',
    figure: { kind: 'measure', measure: 'crash_share' },
    direction: 'up',
    minimum: { absolute: 0.1, relative: 0.3 }, // what 0.2 more crashes per user make
    severe: 0.25,
  },
];

const APP_SESSIONS_RULES: readonly AlertRule[] = [
  {
    ...USUAL,
    name: 'session-crashes',
    kind: 'crash',
    figure: { kind: 'measure', measure: 'crash_rate' },
    independent: true,
    direction: 'up',
    minimum: { absolute: 0.02, relative: 0.5 }, // as large as a usual crash rate, so sessions crash twice as often
    severe: 0.06,
    minimumGroup: 100, // in fewer, two crashes more make the two points
  },
  {
    ...USUAL,
    name: 'rapid-sessions',
    kind: 'quality',
    figure: { kind: 'measure', measure: 'rapid_share' },
    leastRuns: 2,
    direction: 'up',
    minimum: { absolute: 0.03, relative: 0.5 }, // bots that shift the average number of events by a tenth
    severe: 0.1,
    minimumGroup: 100, // one bot makes ten sessions a week
  },
];

const RULES_OF: Readonly<Record<string, readonly AlertRule[]>> = {
  'app-behavior': APP_BEHAVIOR_RULES,
  'app-sessions': APP_SESSIONS_RULES,
};

/** The sessions of a user are alike, so shares of segments stray further than those of as many users would. */
function ofSessions(rule: AlertRule): AlertRule {
  return rule.figure.kind === 'segment share' ? { ...rule, leastRuns: 2 } : rule;
}

/**
 * The rules of a profile, most telling first: where several of a kind fire in one slice, the first speaks for them.
 * A profile without rules of its own is watched for its segments and its quality.
 */
export function alertRules(profile: string): readonly AlertRule[] {
  return [...(RULES_OF[profile] ?? []), ...(profile === 'app-sessions' ? GENERAL_RULES.map(ofSessions) : GENERAL_RULES)];
}
