import { breakdown, groupedBars } from './breakdown.ts';

/** Subscription type by segment. */
export const subscriptions = breakdown({
  name: 'subscriptions',
  dimension: 'subscription_type',
  chart: groupedBars('horizontal'),
});
