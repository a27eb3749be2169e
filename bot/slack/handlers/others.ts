import type { OtherProfile } from '../blocks/others.ts';
import type { Desk } from '../desk.ts';
import { profilesOf } from './addressed.ts';

/** The other profiles that have a run, and how many alerts go on there. */
export async function othersOf(desk: Desk): Promise<readonly OtherProfile[]> {
  const { profile, store } = desk;
  const others = profilesOf(desk).filter((other) => other !== profile);
  const found = await Promise.all(
    others.map(async (other): Promise<readonly OtherProfile[]> => {
      const run = await store.currentRun(other.name);
      if (run === undefined) return [];
      return [{ profile: other, run, alerts: (await store.records.alerts.openOnes(other.name)).length }];
    }),
  );
  return found.flat();
}
