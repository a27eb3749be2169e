import type { Profile } from '../domain/profile.ts';
import { appBehavior } from './app-behavior.ts';
import { appSessions } from './app-sessions.ts';

/** The profiles that come with Herald, by name. */
export const BUILT_IN_PROFILES: Readonly<Record<string, Profile>> = {
  [appBehavior.name]: appBehavior,
  [appSessions.name]: appSessions,
};

export const DEFAULT_PROFILE = appBehavior;
