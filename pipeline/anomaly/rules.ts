export type AlertKind = 'churn' | 'crash' | 'segments' | 'quality';

/** What is watched, and how far it has to move before a person should hear of it. */
export interface AlertRule {
  /** What the configuration and the backtest call it; unique in a profile. */
  readonly name: string;
  readonly kind: AlertKind;
  readonly figure: Figure;
  /** A share of rare events, each of which strikes one row whatever the others do. */
  readonly independent?: true;
  /** Earlier runs that it needs; 1 unless given. With 2 it is learned how far slices stray where their rows are not independent. */
  readonly leastRuns?: number;
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
  /** Users that a slice needs to be judged. */
  readonly minimumGroup: number;
  /** Share of chance among what is believed, 0 to 1, before small changes are left out. */
  readonly falseDiscoveryRate: number;
}

/** Where the numbers come from. All but the first two are made from what every profile has. */
export type Figure =
  /** Mean of a measure of the profile; the share of users for an indicator. */
  | { readonly kind: 'measure'; readonly measure: string }
  /** The same among the users of the best segment only. */
  | { readonly kind: 'measure in the best segment'; readonly measure: string }
  /** Share of the users of the best segment that a model expects to lapse, of those who have not. */
  | { readonly kind: 'expected loss' }
  /** Share of each segment among the users of a slice. */
  | { readonly kind: 'segment share' }
  /** Users of the best segment who are in the last one a run later, of those who are in both runs. The whole only. */
  | { readonly kind: 'downgrade share' }
  /** How far the segments can be believed. The whole only. */
  | { readonly kind: 'trust level' }
  /** Users without a value, for each column whose values may be missing. */
  | { readonly kind: 'missing share' }
  /** Rows set aside, of all rows. The whole only. */
  | { readonly kind: 'rejected share' }
  /** How differently the values of each feature are spread. The whole only. */
  | { readonly kind: 'feature drift' }
  /** Days by which a run is overdue; null where nobody has said how often one is to come. */
  | { readonly kind: 'run delay'; readonly everyDays: number | null };

/** The least that a change has to be, given the expected level, in the unit of the figure. */
export function leastChange({ minimum }: AlertRule, expected: number): number {
  return Math.max(minimum.absolute, minimum.relative * Math.abs(expected));
}
