import type { CompleteRun, Profile, TrustLevel } from '#pipeline';
import { count, counted, day, share } from '#reports';
import type { Upcoming } from '../../schedule/upcoming.ts';
import { type Message, plainMessage } from '../message.ts';
import { comingBlocks } from './coming.ts';
import { actions, bullets, button, DIVIDER, line, notes, paragraph, richText } from './elements.ts';
import { ofProfile } from './of-profile.ts';
import { bannerOf, spokenText, warning } from './provenance.ts';
import { segmentLines } from './segments.ts';
import { cut, mrkdwn } from './text.ts';
import { viewSelect } from './view-names.ts';

export interface StatusParts {
  readonly run: CompleteRun;
  readonly profile: Profile;
  readonly now: Date;
  /** What just happened, where the status follows a command to run. */
  readonly said?: string;
  /** What happens by the clock. */
  readonly coming?: readonly Upcoming[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Snapshots are weekly; a day of grace. */
const FRESH_DAYS = 8;
const MOST_REASONS = 6;
const LONGEST_REASON = 300;

/** A coloured dot tells at a glance; the word beside it tells everybody. */
export const TRUST_WORDS: Readonly<Record<TrustLevel, string>> = {
  strong: '🟢 Trust: strong. The segments are real, stable and worth acting on.',
  fair: '🟡 Trust: fair. The segments are real; check with a second figure before costly action.',
  weak: '🔴 Trust: weak.',
};

/** The current run: how old, how large, how far to trust it, and its segments. */
export function statusMessage({ run, profile, now, said, coming = [] }: StatusParts): Message {
  const { trust, segments } = run;
  const lead = leadOf(run, profile, now);
  const banner = bannerOf(run, profile);
  const reasons = banner === null ? trust.reasons : trust.reasons.slice(1); // the warning says the first
  return plainMessage(mrkdwn(spokenText(said ?? null, lead, TRUST_WORDS[trust.level], banner), 3000), [
    ...(said === undefined ? [] : [paragraph(`✅ ${said}`)]),
    paragraph({ bold: lead }, ageWarning(run, now)),
    paragraph({ bold: TRUST_WORDS[trust.level] }),
    ...warning(banner),
    ...(reasons.length === 0
      ? []
      : [richText(bullets(reasons.slice(0, MOST_REASONS).map((reason) => [cut(reason, LONGEST_REASON)])))]),
    richText(line({ bold: `${segments.length} segments` }), bullets(segmentLines(run, profile))),
    ...notes([rowsOf(run)]),
    ...(coming.length === 0 ? [] : [DIVIDER, paragraph({ bold: 'What comes next' }), ...comingBlocks(coming)]),
    ...actions(...viewSelect('Open a view…', profile), ...button('Weekly report', { action: 'report', ...ofProfile(profile) })),
  ]);
}

/** @example "Run 8 is current: 5,012 users as of 16 November 2026, 3 days ago." */
export function leadOf({ id, rows, asOf }: CompleteRun, { entity }: Profile, now: Date): string {
  return `Run ${id} is current: ${counted(rows, entity)} as of ${day(asOf)}, ${agoInWords(daysSince(asOf, now))}.`;
}

/** Empty for a run of this week. */
export function ageWarning({ asOf }: CompleteRun, now: Date): string {
  return daysSince(asOf, now) > FRESH_DAYS ? ' ⚠️ That is more than a week old; a newer export may be missing.' : '';
}

function daysSince(asOf: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(asOf)) / DAY_MS);
}

function agoInWords(days: number): string {
  if (days < 0) return 'a day to come';
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${count(days)} days ago`;
}

function rowsOf({ rows, rejected, input, finishedAt }: CompleteRun): string {
  const aside =
    rejected === 0 ? 'no row was set aside' : `${count(rejected)} rows set aside (${share(rejected / (rows + rejected))})`;
  return `From ${input.join(', ')} · ${aside} · finished ${finishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
