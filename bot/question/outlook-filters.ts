import { CHURN_OUTLOOK, type Filter, LAPSE_PROBABILITY, OUTLOOKS, type ValueFilter } from '#pipeline';
import type { ListQuery } from './query.ts';

/** What is said of users who are, or are not, likely to leave: "likely to churn"; undefined for any other condition. */
export function outlookSaid(filter: Filter): string | undefined {
  if (filter.kind !== 'values' || filter.by !== CHURN_OUTLOOK || filter.negated || filter.values.length !== 1) return undefined;
  return Object.values(OUTLOOKS).find((value) => value === filter.values[0]);
}

/** A user is either likely to leave or not, so "not" one of them is the other. */
export function withoutNot(filter: ValueFilter): ValueFilter {
  const [value, ...others] = filter.values;
  if (filter.by !== CHURN_OUTLOOK || !filter.negated || others.length > 0) return filter;
  const other = value === OUTLOOKS.likely ? OUTLOOKS.unlikely : value === OUTLOOKS.unlikely ? OUTLOOKS.likely : undefined;
  return other === undefined ? filter : { ...filter, values: [other], negated: false };
}

/** Those who are likely to churn, the most likely first. */
export function orderByOutlook(filters: readonly Filter[]): ListQuery['order'] {
  const areLikely = filters.some((filter) => outlookSaid(filter) === OUTLOOKS.likely);
  return areLikely ? { column: LAPSE_PROBABILITY, order: 'highest' } : null;
}
