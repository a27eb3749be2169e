import type { AlertFigures, NewAlert, StoredAlert } from '#pipeline';
import type { OpenAlert } from './open-alert.ts';

/** An alert as the store has it: what people did stands in columns of its own, because they act while runs are evaluated. */
export function openAlertOf({ evidence, acknowledged, snoozed, muted, assignee }: StoredAlert): OpenAlert {
  return { ...(evidence as OpenAlert), acknowledged, snoozed, muted, assignee };
}

export function newAlertOf(open: OpenAlert, profile: string): NewAlert {
  const { kind, slice, measure } = open.alert;
  return { fingerprint: open.fingerprint, profile, kind, slice, measure, ...figuresOf(open) };
}

export function figuresOf(open: OpenAlert): AlertFigures {
  const { severity, from, to, summary } = open.alert;
  const number = (value: number | string) => (typeof value === 'number' ? value : null);
  return { severity, from: number(from), to: number(to), summary, evidence: open };
}
