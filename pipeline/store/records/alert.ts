/** An incident from the run that opened it to the run that resolved it. A later one of the same fingerprint is another. */
export interface StoredAlert extends AlertFigures {
  readonly id: number;
  /** The same in every run that shows the same kind of trouble in the same slice. */
  readonly fingerprint: string;
  readonly profile: string;
  readonly kind: string;
  /** Dimension to value; empty for everybody. */
  readonly slice: Readonly<Record<string, string>>;
  readonly measure: string;
  readonly state: 'open' | 'resolved';
  readonly openedRunId: number;
  readonly openedAt: Date;
  readonly updatedRunId: number;
  readonly updatedAt: Date;
  readonly resolved: { readonly runId: number; readonly at: Date } | null;
  /** Where it was posted. */
  readonly message: { readonly channel: string; readonly ts: string } | null;
  readonly acknowledged: { readonly by: string; readonly at: Date } | null;
  readonly snoozed: { readonly by: string; readonly until: Date } | null;
  readonly muted: { readonly by: string; readonly at: Date } | null;
  readonly assignee: string | null;
}

/** What a run says about an incident. */
export interface AlertFigures {
  readonly severity: string;
  /** What earlier runs let one expect; null where it is no number. */
  readonly from: number | null;
  readonly to: number | null;
  readonly summary: string;
  /** JSON. */
  readonly evidence: unknown;
}

export interface NewAlert extends AlertFigures {
  readonly fingerprint: string;
  readonly profile: string;
  readonly kind: string;
  readonly slice: Readonly<Record<string, string>>;
  readonly measure: string;
}

/**
 * Incidents and what people did about them. Each change says whether it happened, so that of several processes, or of
 * several people who press the same button, one learns that it was the one.
 */
export interface Alerts {
  /** Opens an incident unless it is open already; `opened` is true for one of all who try. */
  open(alert: NewAlert, runId: number, at: Date): Promise<{ readonly alert: StoredAlert; readonly opened: boolean }>;
  /** False if it is not open, or a later run has updated it already. */
  update(id: number, figures: AlertFigures, runId: number, at: Date): Promise<boolean>;
  /** False if it is not open, or a later run has updated it already. */
  resolve(id: number, runId: number, at: Date): Promise<boolean>;
  /** Remembers where it was posted. */
  posted(id: number, message: { readonly channel: string; readonly ts: string }): Promise<void>;

  /** False if somebody has acknowledged it before, or it is not open. */
  acknowledge(id: number, by: string, at: Date): Promise<boolean>;
  /** The last one counts. False if it is not open. */
  snooze(id: number, by: string, until: Date): Promise<boolean>;
  /** False if it is muted already, or not open. */
  mute(id: number, by: string, at: Date): Promise<boolean>;
  unmute(id: number): Promise<boolean>;
  /** @param person null: nobody. False if it is not open. */
  assign(id: number, person: string | null): Promise<boolean>;

  byId(id: number): Promise<StoredAlert | undefined>;
  /** Of all incidents with a fingerprint the newest, open or not. */
  latest(profile: string, fingerprint: string): Promise<StoredAlert | undefined>;
  /** Oldest first. */
  openOnes(profile: string): Promise<readonly StoredAlert[]>;
  /** Newest first. */
  recent(profile: string, limit: number): Promise<readonly StoredAlert[]>;
}
