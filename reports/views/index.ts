import type { CompleteRun, Profile, Store } from '#pipeline';
import { bots, completenessView, crashes, crashRiskView, hotspots } from '../sessions/views.ts';
import { clusters } from './clusters.ts';
import { countries } from './countries.ts';
import { deepDive } from './deep-dive.ts';
import type { MakeView } from './define.ts';
import { devices } from './devices.ts';
import { distribution } from './distribution.ts';
import { kpis } from './kpis.ts';
import { subscriptions } from './subscriptions.ts';
import { ALL_VIEW_NAMES, SESSION_VIEW_NAMES, type View, type ViewName } from './view.ts';

const MAKERS: Readonly<Record<ViewName, MakeView>> = {
  crashes,
  'crash-risk': crashRiskView,
  bots,
  hotspots,
  completeness: completenessView,
  clusters,
  distribution,
  kpis,
  'deep-dive': deepDive,
  countries,
  devices,
  subscriptions,
};

/** Those that go through every row of a run, and take seconds where there are many. */
const OF_ROWS: ReadonlySet<ViewName> = new Set(['crash-risk', 'bots', 'completeness']);

export function isSlow(name: ViewName): boolean {
  return OF_ROWS.has(name);
}

/** Makes one view of a run. */
export function buildView(name: ViewName, store: Store, run: CompleteRun, profile: Profile): Promise<View> {
  return MAKERS[name](store, run, profile);
}

/** The views that a profile has, in reading order: those of sessions where it is about sessions, others where it has the dimension. */
export function viewsOf({ dimensions, report }: Profile): readonly ViewName[] {
  const ofSessions: readonly ViewName[] = SESSION_VIEW_NAMES;
  return ALL_VIEW_NAMES.filter((name) => {
    if (ofSessions.includes(name)) return report === 'sessions';
    return NEEDED[name] === undefined || dimensions.some((dimension) => dimension.name === NEEDED[name]);
  });
}

const NEEDED: Readonly<Partial<Record<ViewName, string>>> = {
  countries: 'country',
  devices: 'device_type',
  subscriptions: 'subscription_type',
};

/** All that the profile has, in reading order. */
export function buildViews(store: Store, run: CompleteRun, profile: Profile): Promise<readonly View[]> {
  return Promise.all(viewsOf(profile).map((name) => buildView(name, store, run, profile)));
}
