import { isWithin, sliceKey } from '#pipeline';
import type { Alert } from './alert.ts';
import type { OpenAlert } from './open-alert.ts';

/** What was known and what was found of one trouble; at least one of the two. */
export interface Pair {
  readonly open?: OpenAlert;
  readonly found?: Alert;
}

/**
 * Says which findings continue which open alerts. The same slice is the same trouble. So is a slice inside or around that of
 * an open alert that is not found itself and not over yet: by chance the same users are best described by one or the other.
 *
 * @param isUneasy whether the figure of an open alert is still off
 */
export function pairAlerts(
  open: readonly OpenAlert[],
  found: readonly Alert[],
  isUneasy: (open: OpenAlert) => boolean,
): readonly Pair[] {
  const free = new Set(found);
  const take = (alert: Alert | undefined) => {
    if (alert !== undefined) free.delete(alert);
    return alert;
  };
  const exact = open.map((one) => ({ open: one, found: take([...free].find((alert) => isSame(one, alert))) }));
  const known = exact.map(({ open: one, found: same }): Pair => {
    const alert = same ?? (isUneasy(one) ? take([...free].find((other) => isNested(one.alert, other))) : undefined);
    return alert === undefined ? { open: one } : { open: one, found: alert };
  });
  return [...known, ...[...free].map((alert) => ({ found: alert }))];
}

function isSame({ fingerprint, alert }: OpenAlert, found: Alert): boolean {
  if (fingerprint === found.fingerprint) return true;
  return (
    alert.kind === found.kind && alert.evidence.type === found.evidence.type && sliceKey(alert.slice) === sliceKey(found.slice)
  );
}

function isNested(alert: Alert, found: Alert): boolean {
  if (alert.kind !== found.kind || alert.evidence.type !== 'change' || found.evidence.type !== 'change') return false;
  return isWithin(alert.slice, found.slice) || isWithin(found.slice, alert.slice);
}
