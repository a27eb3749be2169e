import { type AlertKind, type AlertRule, type Profile, SEVERITIES, type Subscription } from '#pipeline';
import { list } from '#reports';

export type SubscriptionThing = Subscription['thing'];
export type SubscriptionFilter = Subscription['filter'];

export const KINDS: readonly AlertKind[] = ['churn', 'crash', 'segments', 'quality'];
/** What can be subscribed to: a profile, and the kinds of alerts that there can be about it. */
export interface Subject {
  readonly profile: Profile;
  readonly kinds: readonly AlertKind[];
}

/** The kinds of alerts that rules can raise. */
export function kindsOf(rules: readonly Pick<AlertRule, 'kind'>[]): readonly AlertKind[] {
  return KINDS.filter((kind) => rules.some((rule) => rule.kind === kind));
}

/**
 * What a subscription brings, in words.
 * @example "churn alerts, high only, where country is Germany"
 */
export function subscriptionInWords({ thing, filter }: Pick<Subscription, 'thing' | 'filter'>, profile: Profile): string {
  if (thing === 'report') return 'the weekly report';
  const { kinds = [], slice = {}, severity } = filter;
  const label = (name: string) => profile.dimensions.find((dimension) => dimension.name === name)?.label.toLowerCase() ?? name;
  const where = Object.entries(slice).map(([name, value]) => `${label(name)} is ${value}`);
  const least =
    severity === undefined || severity === SEVERITIES.at(-1) ? [] : [severity === 'high' ? 'high only' : `${severity} and up`];
  const what = kinds.length === 0 ? 'all alerts' : `${list(kinds)} alerts`;
  return [what, ...least, ...(where.length > 0 ? [`where ${where.join(' and ')}`] : [])].join(', ');
}
