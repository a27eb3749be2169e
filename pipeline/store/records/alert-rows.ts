import { z } from 'zod';
import { dateOf, sqlTime } from '../sql-time.ts';
import type { AlertFigures, NewAlert, StoredAlert } from './alert.ts';
import { checked, idText, jsonOf, jsonText, proseText } from './values.ts';

const FINGERPRINT_LENGTH = 100; // of 191: the profile stands before it while the alert is open
const KIND_LENGTH = 32;
const SEVERITY_LENGTH = 16;

export interface FiguresRow {
  readonly severity: string;
  readonly from_value: number | null;
  readonly to_value: number | null;
  readonly summary: string;
  readonly evidence: string;
}

export interface NewAlertRow extends FiguresRow {
  readonly fingerprint: string;
  readonly open_fingerprint: string | null;
  readonly profile: string;
  readonly kind: string;
  readonly state: string;
  readonly slice: string;
  readonly measure: string;
  readonly opened_run_id: number;
  readonly updated_run_id: number;
  readonly opened_at: string;
  readonly updated_at: string;
}

export interface AlertRow extends NewAlertRow {
  readonly id: number;
  readonly resolved_run_id: number | null;
  readonly resolved_at: string | null;
  readonly channel: string | null;
  readonly message_ts: string | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: string | null;
  readonly snoozed_by: string | null;
  readonly snoozed_until: string | null;
  readonly muted_by: string | null;
  readonly muted_at: string | null;
  readonly assignee: string | null;
}

export function rowOfAlert(alert: NewAlert, runId: number, at: Date): NewAlertRow {
  const { fingerprint, profile } = alert;
  return {
    ...rowOfFigures(alert),
    fingerprint: idText(fingerprint, 'alerts.fingerprint', FINGERPRINT_LENGTH),
    open_fingerprint: openFingerprint(alert),
    profile: idText(profile, 'alerts.profile'),
    kind: idText(alert.kind, 'alerts.kind', KIND_LENGTH),
    state: 'open',
    slice: jsonText(alert.slice, 'alerts.slice'),
    measure: idText(alert.measure, 'alerts.measure'),
    opened_run_id: runId,
    updated_run_id: runId,
    opened_at: sqlTime(at),
    updated_at: sqlTime(at),
  };
}

/** Two profiles may have trouble of the same kind in slices of the same name. */
function openFingerprint({ profile, fingerprint }: Pick<NewAlert, 'profile' | 'fingerprint'>): string {
  return `${profile} ${fingerprint}`;
}

export function rowOfFigures({ severity, from, to, summary, evidence }: AlertFigures): FiguresRow {
  return {
    severity: idText(severity, 'alerts.severity', SEVERITY_LENGTH),
    from_value: from,
    to_value: to,
    summary: proseText(summary),
    evidence: jsonText(evidence, 'alerts.evidence'),
  };
}

/** @throws {StoreError} if the row is not one that we wrote */
export function alertOfRow(row: AlertRow): StoredAlert {
  const place = (column: string) => `alerts.${column} of alert ${row.id}`;
  const both = <A, B, T>(left: A | null, right: B | null, make: (left: A, right: B) => T): T | null =>
    left === null || right === null ? null : make(left, right);
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    profile: row.profile,
    kind: row.kind,
    severity: row.severity,
    state: checked(STATE, row.state, place('state')),
    slice: checked(SLICE, jsonOf(row.slice, place('slice')), place('slice')),
    measure: row.measure,
    from: row.from_value,
    to: row.to_value,
    summary: row.summary,
    evidence: jsonOf(row.evidence, place('evidence')),
    openedRunId: row.opened_run_id,
    openedAt: dateOf(row.opened_at),
    updatedRunId: row.updated_run_id,
    updatedAt: dateOf(row.updated_at),
    resolved: both(row.resolved_run_id, row.resolved_at, (runId, at) => ({ runId, at: dateOf(at) })),
    message: both(row.channel, row.message_ts, (channel, ts) => ({ channel, ts })),
    acknowledged: both(row.acknowledged_by, row.acknowledged_at, (by, at) => ({ by, at: dateOf(at) })),
    snoozed: both(row.snoozed_by, row.snoozed_until, (by, until) => ({ by, until: dateOf(until) })),
    muted: both(row.muted_by, row.muted_at, (by, at) => ({ by, at: dateOf(at) })),
    assignee: row.assignee,
  };
}

const STATE = z.enum(['open', 'resolved']);
const SLICE = z.record(z.string(), z.string());
