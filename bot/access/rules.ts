import { z } from 'zod';
import type { Profile } from '#pipeline';

/** Who may do what with single users. Figures about groups are for everybody in the workspace. */
export interface AccessRules {
  /** Look up one user. */
  readonly lookUp: Audience;
  /** List users, with or without conditions. */
  readonly list: Audience;
  /** Start a run of the pipeline. */
  readonly run: Audience;
  /** Columns that cards and lists leave out, except for some. */
  readonly masked: readonly Mask[];
  /** In channels a group of fewer users is not shown. */
  readonly smallestGroup: number;
}

/** Allowed is who is named, who is in a named user group, and who asks in a named channel. */
export interface Audience {
  readonly users?: readonly string[];
  /** Slack user groups, such as S0615G0KT. */
  readonly groups?: readonly string[];
  readonly channels?: readonly string[];
}

export interface Mask {
  readonly columns: readonly string[];
  readonly except?: Audience;
}

export const DENY_BY_DEFAULT: AccessRules = {
  lookUp: {},
  list: {},
  run: {},
  masked: [],
  smallestGroup: 5, // in a smaller group a channel could recognise a person
};

const ids = (pattern: RegExp, example: string) =>
  z.array(z.string().regex(pattern, `must be an id such as ${example}`)).optional();

const audience = z.strictObject({
  users: ids(/^[UW][A-Z0-9]+$/, 'U024BE7LH'),
  groups: ids(/^S[A-Z0-9]+$/, 'S0615G0KT'),
  channels: ids(/^[CG][A-Z0-9]+$/, 'C024BE91L'),
});

export const accessSchema = z.strictObject({
  lookUp: audience.optional(),
  list: audience.optional(),
  run: audience.optional(),
  masked: z.array(z.strictObject({ columns: z.array(z.string()).min(1), except: audience.optional() })).optional(),
  smallestGroup: z.number().int().min(1).max(1000).optional(),
});

/** Masked columns that no profile has: a mask with a slip of the pen would protect nothing. */
export function unknownColumns({ masked }: AccessRules, profiles: readonly Profile[]): readonly string[] {
  const known = new Set(profiles.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return masked.flatMap(({ columns }) => columns).filter((column) => !known.has(column));
}
