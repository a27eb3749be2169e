import type { types } from '@slack/bolt';
import type { CompleteRun, Profile } from '#pipeline';
import { counted } from '#reports';
import { button, header, lineWith, notes } from './elements.ts';
import { commandOf, ofProfile } from './of-profile.ts';
import { ageWarning, leadOf } from './run-lead.ts';

/** A profile beside the one that is shown. */
export interface OtherProfile {
  readonly profile: Profile;
  /** Its current one. */
  readonly run: CompleteRun;
  /** Those that go on. */
  readonly alerts: number;
}

/** More are not read on Home. */
const MOST_OTHERS = 5;

/** What else is watched, each with a button that shows it on Home; nothing where there is nothing else. */
export function othersOnHome(others: readonly OtherProfile[], now: Date): readonly (types.HeaderBlock | types.SectionBlock)[] {
  if (others.length === 0) return [];
  return [
    header('Also here'),
    ...others.slice(0, MOST_OTHERS).map(({ profile, run, alerts }, index) => {
      const { title } = profile;
      const lead = `${title}: ${leadOf(run, profile, now)}${ageWarning(run, now)} ${goingOn(alerts)}.`;
      return lineWith(
        lead,
        button('Show', { action: 'home-refresh', ...ofProfile(profile) }, { index, spoken: `Show ${title}` }),
      );
    }),
  ];
}

/** What else is watched, and the words that reach it. */
export function othersNote(others: readonly OtherProfile[], command: 'alerts' | 'status'): readonly types.ContextBlock[] {
  return notes(
    others
      .slice(0, MOST_OTHERS)
      .map(({ profile, alerts }) => `${profile.title}: ${goingOn(alerts)} · ${commandOf(command, profile)}`),
  );
}

function goingOn(alerts: number): string {
  return alerts === 0 ? 'no alert goes on' : counted(alerts, { one: 'alert goes on', many: 'alerts go on' });
}
