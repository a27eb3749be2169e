import type { Subscription } from '#pipeline';
import type { Alert } from '../alerts/alert.ts';
import { SEVERITIES } from './subscription.ts';

/**
 * Whether an alert is for a subscriber. A slice lets through what lies inside it: alerts of Germany on iOS are for whoever
 * asked for Germany, those of everybody are not.
 */
export function isFor(
  { thing, filter }: Subscription,
  { kind, slice, severity }: Pick<Alert, 'kind' | 'slice' | 'severity'>,
): boolean {
  if (thing !== 'alerts') return false;
  const { kinds, slice: wanted = {}, severity: least = SEVERITIES.at(-1)! } = filter;
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  if (SEVERITIES.indexOf(severity) > SEVERITIES.findIndex((known) => known === least)) return false;
  return Object.entries(wanted).every(([dimension, value]) => slice[dimension] === value);
}
