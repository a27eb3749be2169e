export type AlertKind = 'churn' | 'crash' | 'segments' | 'quality';

/** What is watched, and how far it has to move before a person should hear of it. */
export interface AlertRule {
  readonly kind: AlertKind;
  readonly figure: Figure;
  /** A figure that may only rise is bad news upwards and good news downwards; good news is no alert. */
  readonly direction: 'up' | 'either';
  /** A smaller change is no alert however certain it is; both have to be reached. */
  readonly minimum: {
    /** In the unit of the figure. */
    readonly absolute: number;
    /** Of the expected level, 0.1 is a tenth. */
    readonly relative: number;
  };
  /** From this change on, in the unit of the figure, the alert is severe. */
  readonly severe: number;
}

/** Where the numbers come from. All but the first are made from what every profile has. */
export type Figure =
  /** Mean of a measure of the profile; the share of users for an indicator. */
  | { readonly kind: 'measure'; readonly measure: string }
  /** Share of each segment among the users of a slice. */
  | { readonly kind: 'segment share' }
  /** Users of the best segment who are in the last one a run later, of those who are in both runs. The whole only. */
  | { readonly kind: 'downgrade share' }
  /** Users without a value, for each column whose values may be missing. */
  | { readonly kind: 'missing share' }
  /** Rows set aside, of all rows. The whole only. */
  | { readonly kind: 'rejected share' };

/** Rules that need no measure, and so fit any profile. */
const GENERAL_RULES: readonly AlertRule[] = [
  {
    kind: 'segments',
    figure: { kind: 'segment share' },
    direction: 'either',
    minimum: { absolute: 0.05, relative: 0.1 }, // a new clustering alone moves a border by a point or two
    severe: 0.12,
  },
  {
    kind: 'quality',
    figure: { kind: 'missing share' },
    direction: 'up',
    minimum: { absolute: 0.05, relative: 0.5 }, // less shifts a mean by less than its own interval
    severe: 0.2,
  },
  {
    kind: 'quality',
    figure: { kind: 'rejected share' },
    direction: 'up',
    minimum: { absolute: 0.005, relative: 0.5 }, // one row in two hundred: a fault of the export, not a typing error
    severe: 0.02,
  },
];

const APP_BEHAVIOR_RULES: readonly AlertRule[] = [
  {
    kind: 'churn',
    figure: { kind: 'measure', measure: 'churn_risk_score' },
    direction: 'up',
    minimum: { absolute: 0.06, relative: 0.1 }, // twice the difference between the best and the worst country
    severe: 0.12,
  },
  {
    kind: 'churn',
    figure: { kind: 'measure', measure: 'high_churn_share' },
    direction: 'up',
    minimum: { absolute: 0.06, relative: 0.5 }, // a campaign for fewer than one user in sixteen costs more than it saves
    severe: 0.15,
  },
  {
    kind: 'churn',
    figure: { kind: 'downgrade share' },
    direction: 'up',
    minimum: { absolute: 0.02, relative: 0.5 }, // one or two in a hundred change in a usual week
    severe: 0.05,
  },
  {
    kind: 'crash',
    figure: { kind: 'measure', measure: 'crash_events_last_30_days' },
    direction: 'up',
    minimum: { absolute: 0.2, relative: 0.4 }, // the oldest version crashes a third more than the newest on a usual day
    severe: 0.6,
  },
  {
    kind: 'crash',
    figure: { kind: 'measure', measure: 'crash_share' },
    direction: 'up',
    minimum: { absolute: 0.1, relative: 0.3 }, // what 0.2 more crashes per user make
    severe: 0.25,
  },
];

/**
 * The rules of a profile, most telling first: where several of a kind fire in one slice, the first speaks for them.
 * A profile without rules of its own is watched for its segments and its quality.
 */
export function alertRules(profile: string): readonly AlertRule[] {
  return profile === 'app-behavior' ? [...APP_BEHAVIOR_RULES, ...GENERAL_RULES] : GENERAL_RULES;
}
