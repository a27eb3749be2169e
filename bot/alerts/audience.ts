import type { Deliveries, StoredAlert, Subscription } from '#pipeline';
import { targetText } from '../delivery/target.ts';
import { isFor } from '../subscriptions/match.ts';
import type { OpenAlert } from './open-alert.ts';
import { incidentOf } from './telling.ts';

/** Who is to hear of an alert for the first time. */
export function targetsFor({ alert }: OpenAlert, subscribed: readonly Subscription[]): readonly string[] {
  return [...new Set(subscribed.filter((one) => isFor(one, alert)).map(({ target }) => targetText(target)))];
}

/** Targets that have a message about this incident, or will have. */
export async function targetsOf(open: OpenAlert, profile: string, deliveries: Deliveries): Promise<readonly string[]> {
  const told = await deliveries.list({ thing: incidentOf({ ...open, profile }), limit: 500 });
  return [...new Set(told.filter(({ state }) => state !== 'failed').map(({ target }) => target))];
}

/**
 * Whether a target that heard of the alert still wants to. Who heard that it is severe hears that it is less so, and where
 * the trouble has spread or shrunk to another slice, the one that it began in counts as well.
 */
export function isStillFor(
  target: string,
  { alert: { kind, slice } }: OpenAlert,
  { slice: first }: StoredAlert,
  subscribed: readonly Subscription[],
): boolean {
  return subscribed.some(
    (one) =>
      targetText(one.target) === target && [slice, first].some((where) => isFor(one, { kind, slice: where, severity: 'high' })),
  );
}

/** A message in Slack shows how things stand also where nobody is to be told; a mail or file that has gone out stays as it is. */
export function canBeEdited(target: string): boolean {
  return /^(channel|person):/.test(target);
}
