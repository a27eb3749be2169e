import type { types } from '@slack/bolt';
import { VIEW_NAMES, type ViewName } from '#reports';
import { select } from './elements.ts';

/** What each view is called where people choose one. */
export const VIEW_LABELS: Readonly<Record<ViewName, string>> = {
  clusters: 'What the segments are',
  distribution: 'Segment sizes',
  kpis: 'Key figures',
  'deep-dive': 'Deep dive: engagement and churn',
  countries: 'Countries',
  devices: 'Devices',
  subscriptions: 'Plans',
};

/** Chooses one of the views, without the one that is shown. */
export function viewSelect(placeholder: string, without?: ViewName): readonly types.StaticSelect[] {
  return select(
    placeholder,
    'view',
    VIEW_NAMES.filter((name) => name !== without).map((name) => ({ label: VIEW_LABELS[name], action: { action: 'view', name } })),
  );
}
