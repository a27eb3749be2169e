import { LAPSE_PROBABILITY } from '#pipeline';
import type { Query } from './query.ts';

/** Whether a figure or a condition is about the probability that a model foresees. */
export function measuresOutlook(query: Query): boolean {
  const figure = query.kind === 'list' ? undefined : query.figure;
  const filters = [...query.filters, ...(figure?.kind === 'share' ? figure.of : [])];
  if (figure?.kind === 'aggregate' && figure.column === LAPSE_PROBABILITY) return true;
  return filters.some((filter) => filter.kind === 'range' && filter.column === LAPSE_PROBABILITY);
}
