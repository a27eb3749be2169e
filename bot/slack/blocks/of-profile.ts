import { DEFAULT_PROFILE, type Profile } from '#pipeline';

/** What a button carries so that a click goes to the profile it is about; nothing for the default one, where clicks go anyway. */
export function ofProfile({ name }: Profile): { readonly profile?: string } {
  return name === DEFAULT_PROFILE.name ? {} : { profile: name };
}

/** @example commandOf('alerts', sessions) // '/segments app-sessions alerts' */
export function commandOf(words: string, profile: Profile): string {
  const { profile: named } = ofProfile(profile);
  return ['/segments', ...(named === undefined ? [] : [named]), words].join(' ');
}
