import type { Profile } from '#pipeline';
import type { Desk } from '../desk.ts';

/**
 * Words may begin with the name of a profile, as in "app-sessions view crashes": then they are for its desk.
 * @returns undefined where they do not
 */
export function addressed(desk: Desk, text: string): { readonly desk: Desk; readonly text: string } | undefined {
  const [, first = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const other = desk.desks.get(first.toLowerCase().replace(/:$/, ''));
  return other && { desk: other, text: rest };
}

/** The desk of a profile that a message, form or Home names; the one asked where it names none, or one that is configured no more. */
export function deskOf(desk: Desk, profile: string | undefined): Desk {
  return (profile === undefined ? undefined : desk.desks.get(profile)) ?? desk;
}

/** All that are configured. */
export function profilesOf({ desks }: Desk): readonly Profile[] {
  return [...desks.values()].map(({ profile }) => profile);
}
