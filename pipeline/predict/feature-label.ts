import type { Profile } from '../domain/profile.ts';
import { CHANGE } from './features.ts';

/** The column that a feature comes from: its value, or its change. */
export function featureColumn(feature: string): string {
  return feature.endsWith(CHANGE) ? feature.slice(0, -CHANGE.length) : feature;
}

/** The name of a feature for readers. @example featureLabel('sessions_per_week change', appBehavior) // 'Sessions per week (trend)' */
export function featureLabel(feature: string, { columns }: Profile): string {
  const column = featureColumn(feature);
  const label = columns.find(({ name }) => name === column)?.label ?? column;
  return column === feature ? label : `${label} (trend)`;
}
