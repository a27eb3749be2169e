import type { CompleteRun, Profile, Store } from '#pipeline';
import { clusters } from './clusters.ts';
import { countries } from './countries.ts';
import { deepDive } from './deep-dive.ts';
import type { MakeView } from './define.ts';
import { devices } from './devices.ts';
import { distribution } from './distribution.ts';
import { kpis } from './kpis.ts';
import { subscriptions } from './subscriptions.ts';
import { VIEW_NAMES, type View, type ViewName } from './view.ts';

const MAKERS: Readonly<Record<ViewName, MakeView>> = {
  clusters,
  distribution,
  kpis,
  'deep-dive': deepDive,
  countries,
  devices,
  subscriptions,
};

/** Makes one view of a run. */
export function buildView(name: ViewName, store: Store, run: CompleteRun, profile: Profile): Promise<View> {
  return MAKERS[name](store, run, profile);
}

/** The views that a profile has the dimensions for, in reading order. */
export function viewsOf({ dimensions }: Profile): readonly ViewName[] {
  return VIEW_NAMES.filter(
    (name) => NEEDED[name] === undefined || dimensions.some((dimension) => dimension.name === NEEDED[name]),
  );
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
