import type { Asker, Place } from '../slack/request.ts';
import type { AccessRules, Audience } from './rules.ts';

/** What needs a permission. */
export type Ability = 'lookUp' | 'list' | 'run';

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: Refusal };

/** `shared`: people of other organisations are in the channel. `nobody`: not configured. `not named`: others are allowed. */
export type Refusal = 'shared' | 'nobody' | 'not named';

/** What is known of the asker and the place beyond the request itself. */
export interface Circumstances {
  /** User groups that the asker is in. */
  readonly groups: ReadonlySet<string>;
  /** Whether people of other organisations can read there, as far as is known. */
  readonly shared: boolean;
}

/**
 * Whether this person may do this here. In a shared channel nobody may, because an answer, even one that only the asker
 * sees, is asked for before strangers; in a direct message the place decides nothing.
 */
export function decide(
  ability: Ability,
  asker: Asker,
  place: Place,
  { groups, shared }: Circumstances,
  rules: AccessRules,
): Decision {
  const audience = rules[ability];
  if (shared) return { allowed: false, reason: 'shared' };
  if (isEmpty(audience)) return { allowed: false, reason: 'nobody' };
  return isIn(audience, asker, place, groups) ? { allowed: true } : { allowed: false, reason: 'not named' };
}

/** Columns that this person does not get to see here. */
export function maskedColumns(asker: Asker, place: Place, { groups }: Circumstances, rules: AccessRules): ReadonlySet<string> {
  const masks = rules.masked.filter(({ except }) => except === undefined || !isIn(except, asker, place, groups));
  return new Set(masks.flatMap(({ columns }) => columns));
}

/** The user groups that the rules name, so that only those are looked up. */
export function groupsNamed({ lookUp, list, run, masked }: AccessRules): ReadonlySet<string> {
  const audiences = [lookUp, list, run, ...masked.map(({ except }) => except ?? {})];
  return new Set(audiences.flatMap(({ groups = [] }) => groups));
}

function isEmpty({ users = [], groups = [], channels = [] }: Audience): boolean {
  return users.length + groups.length + channels.length === 0;
}

function isIn(
  { users = [], groups = [], channels = [] }: Audience,
  asker: Asker,
  place: Place,
  own: ReadonlySet<string>,
): boolean {
  return users.includes(asker.user) || channels.includes(place.channel) || groups.some((group) => own.has(group));
}
