import { z } from 'zod';
import type { AlertKind, Profile, Severity, Subscription } from '#pipeline';
import type { SubscriptionFilter, SubscriptionThing } from '../../subscriptions/subscription.ts';
import { isOption, LONGEST_OPTION } from './modal.ts';

/** `block_id` of each field of the form for subscriptions: what the form draws and its parser reads. */
export const FIELD = {
  profile: 'profile',
  thing: 'thing',
  where: 'where',
  channel: 'channel',
  kinds: 'kinds',
  severity: 'severity',
  dimension: (name: string) => `in:${name}`,
} as const;

/** What a person has chosen so far. */
export interface SubscriptionDraft {
  /** Name of what it is about. */
  readonly profile: string;
  readonly thing: SubscriptionThing;
  readonly filter: SubscriptionFilter;
  readonly where: 'me' | 'channel';
  /** Undefined until one is chosen. */
  readonly channel?: string;
}

/** What each kind of alert is about. */
export const KIND_NOTES: Readonly<Record<AlertKind, string>> = {
  churn: 'Churn risk, and users who are about to leave',
  crash: 'Crashes of the app',
  segments: 'Sizes of segments, and how far to trust them',
  quality: 'Missing values, rejected rows, late runs',
};

export const SEVERITY_LABELS: Readonly<Record<Severity, string>> = {
  low: 'All alerts',
  medium: 'Medium and high',
  high: 'High only',
};

/** Value of the option of a dimension that narrows nothing: Slack lets nobody empty a menu again. */
export const ANY = '*';

/** Value of the option that stands for a value of a dimension. */
export function valueOption(value: string): string {
  return `=${value}`;
}

/** Undefined for `ANY`, and where nothing is chosen. */
export function valueOfOption(option: string | undefined): string | undefined {
  return option?.startsWith('=') ? option.slice(1) : undefined;
}

/** Whether a menu can offer a value. */
export function isOffered(value: string): boolean {
  return isOption(value, LONGEST_OPTION - 1);
}

/** Whether the form can show all that a subscription says. */
export function fitsForm({ target, filter }: Pick<Subscription, 'target' | 'filter'>, { dimensions }: Profile): boolean {
  const isPlace = target.kind === 'channel' || target.kind === 'person';
  const slice = Object.entries(filter.slice ?? {});
  return isPlace && slice.every(([by, value]) => dimensions.some(({ name }) => name === by) && isOffered(value));
}

/** What a form has to remember beside its fields: where it was opened, and so where it is answered. */
export interface FormOrigin {
  readonly place: { readonly channel: string; readonly thread: string | null; readonly kind: 'channel' | 'direct' };
  /** Name of the profile whose Home it was opened on, and is to show what became of it; null elsewhere. */
  readonly home: string | null;
  /** Name of the profile that it was about when it opened. */
  readonly about: string;
  /** The subscription that is changed; null for a new one. */
  readonly change: number | null;
}

const formOrigin: z.ZodType<FormOrigin> = z.object({
  place: z.object({ channel: z.string(), thread: z.string().nullable(), kind: z.enum(['channel', 'direct']) }),
  home: z.string().nullable(),
  about: z.string(),
  change: z.number().int().nullable(),
});

/** @param metadata what we gave the form */
export function originOfForm(metadata: string): FormOrigin {
  return formOrigin.parse(JSON.parse(metadata));
}
