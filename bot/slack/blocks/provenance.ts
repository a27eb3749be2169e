import type { CompleteRun, Profile, TrustLevel } from '#pipeline';
import { counted, day } from '#reports';
import type { MessageBlock } from '../message.ts';
import { quote, richText } from './elements.ts';

export interface Origin {
  readonly runId: number;
  readonly asOf: string;
  readonly users: number;
  /** What they are. */
  readonly entity: Profile['entity'];
  readonly trust: TrustLevel;
}

/** From which run the figures come. @example "Run 8 · as of 16 November 2026 · 5,012 users · trust: fair" */
export function provenanceLine({ runId, asOf, users, entity, trust }: Origin): string {
  return `Run ${runId} · as of ${day(asOf)} · ${counted(users, entity)} · trust: ${trust}`;
}

export function originOf({ id, asOf, rows, trust }: CompleteRun, { entity }: Profile): Origin {
  return { runId: id, asOf, users: rows, entity, trust: trust.level };
}

/** The warning that stands beside everything that depends on segments of weak trust; none for other runs. */
export function bannerOf({ id, trust }: CompleteRun, profile: Profile): string | null {
  return trust.level === 'weak' ? `${weakBanner(id, profile)} ${trust.reasons[0] ?? ''}`.trim() : null;
}

export function weakBanner(runId: number, { entity }: Profile): string {
  return `Trust in the segments of run ${runId} is weak: do not act on them as if they were different kinds of ${entity.many}.`;
}

/** A warning as it stands in a message. */
export function warning(banner: string | null): readonly MessageBlock[] {
  return banner === null ? [] : [richText(quote('⚠️ ', banner))];
}

/** What notifications and screen readers get: what is said, its warning, and where it comes from. */
export function spokenText(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n');
}
