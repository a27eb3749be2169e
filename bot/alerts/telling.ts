import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Delivery, NewDelivery } from '#pipeline';
import type { OpenAlert } from './open-alert.ts';

/** What is told to one target about an alert; the ledger keeps it, so that a later attempt tells the same. */
export interface Telling {
  readonly profile: string;
  readonly fingerprint: string;
  /** Tells one incident from a later one of the same fingerprint. */
  readonly openedRunId: number;
  /** The run that it comes of; null where a person did something. */
  readonly runId: number | null;
  /** What was new, for the thread; null where only the message changes. */
  readonly note: string | null;
}

/** The part of it that is the same for all targets; `window` tells it from other news of the alert. */
export type News = Pick<Telling, 'runId' | 'note'> & { readonly window: string };

/** Several openings in one message, for a target that has had enough of them this week. */
export interface Bundle {
  readonly profile: string;
  readonly runId: number;
  readonly fingerprints: readonly string[];
}

/** What begins the `thing` of everything about alerts. */
export const ALERTS = { of: 'alert/', bundle: 'alert-bundle/', run: 'alerts-of-run/' } as const;

const tellingSchema: z.ZodType<Telling> = z.object({
  profile: z.string(),
  fingerprint: z.string(),
  openedRunId: z.number(),
  runId: z.number().nullable(),
  note: z.string().nullable(),
});

const bundleSchema: z.ZodType<Bundle> = z.object({ profile: z.string(), runId: z.number(), fingerprints: z.array(z.string()) });

export function tellingOf({ content }: Delivery): Telling {
  return tellingSchema.parse(content);
}

export function bundleOf({ content }: Delivery): Bundle {
  return bundleSchema.parse(content);
}

/** How the ledger calls an incident. Fingerprints can be longer than its column. */
export function incidentOf({
  profile,
  fingerprint,
  openedRunId,
}: Pick<Telling, 'profile' | 'fingerprint' | 'openedRunId'>): string {
  const digest = createHash('sha256').update(fingerprint).digest('hex').slice(0, 16);
  return `${incidentsOf(profile)}${digest}/${openedRunId}`;
}

/** How the ledger calls the incidents of a profile: their beginning. */
export function incidentsOf(profile: string): string {
  return `${ALERTS.of}${profile}/`;
}

/** News for each target, once for each window. */
export function tellings(
  profile: string,
  { fingerprint, openedRunId }: Pick<OpenAlert, 'fingerprint' | 'openedRunId'>,
  news: News,
  targets: Iterable<string>,
  at: Date,
): readonly NewDelivery[] {
  const telling: Telling = { profile, fingerprint, openedRunId, runId: news.runId, note: news.note };
  const deadline = new Date(at.getTime() + PATIENCE_MS);
  return [...targets].map((target) => ({
    thing: incidentOf(telling),
    window: news.window,
    target,
    plannedAt: at,
    deadline,
    content: telling,
  }));
}

/** After a day the next run says more than an old alert. */
const PATIENCE_MS = 24 * 3_600_000;
