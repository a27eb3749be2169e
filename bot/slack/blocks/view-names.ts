import type { types } from '@slack/bolt';
import { inSentence, measureOf, type Profile } from '#pipeline';
import { type ViewName, viewsOf } from '#reports';
import { select } from './elements.ts';
import { ofProfile } from './of-profile.ts';

/** What each view is called where people choose one. */
const LABELS: Readonly<Record<Exclude<ViewName, 'deep-dive'>, string>> = {
  crashes: 'Crashes',
  'crash-risk': 'Risk of a crash',
  bots: 'Bots',
  hotspots: 'Hours of the week',
  completeness: 'Completeness by day',
  clusters: 'What the segments are',
  distribution: 'Segment sizes',
  kpis: 'Key figures',
  countries: 'Countries',
  devices: 'Devices',
  subscriptions: 'Plans',
};

/** @example viewLabel('deep-dive', appBehavior) // 'Deep dive: engagement score and churn risk score' */
export function viewLabel(name: ViewName, profile: Profile): string {
  if (name !== 'deep-dive') return LABELS[name];
  const [x, y] = [profile.deepDive.x, profile.deepDive.y].map((measure) => inSentence(measureOf(profile, measure).label));
  return `Deep dive: ${x} and ${y}`;
}

/** Chooses one of the views of a profile, without the one that is shown. */
export function viewSelect(placeholder: string, profile: Profile, without?: ViewName): readonly types.StaticSelect[] {
  return select(
    placeholder,
    'view',
    viewsOf(profile)
      .filter((name) => name !== without)
      .map((name) => ({ label: viewLabel(name, profile), action: { action: 'view', name, ...ofProfile(profile) } })),
  );
}
