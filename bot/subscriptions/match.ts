import { SEVERITIES, type Subscription } from '#pipeline';
import type { Alert } from '../alerts/alert.ts';
import type { SubscriptionFilter } from './subscription.ts';

type Judged = Pick<Alert, 'kind' | 'slice' | 'severity'>;

/** Whether an alert is for a subscriber. */
export function isFor({ thing, filter }: Subscription, alert: Judged): boolean {
  return thing === 'alerts' && passes(filter, alert);
}

/**
 * Whether a filter lets an alert through. A slice lets through what lies inside it: alerts of Germany on iOS are for whoever
 * asked for Germany, those of everybody are not.
 */
export function passes(filter: SubscriptionFilter, { kind, slice, severity }: Judged): boolean {
  const { kinds, slice: wanted = {}, severity: least = SEVERITIES.at(-1)! } = filter;
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  const rank = (name: string) => (SEVERITIES as readonly string[]).indexOf(name);
  if (rank(severity) > rank(least)) return false;
  return Object.entries(wanted).every(([dimension, value]) => slice[dimension] === value);
}
