import type { CompleteRun, Profile, TrustLevel } from '#pipeline';
import { count, share } from '#reports';
import type { Upcoming } from '../../schedule/upcoming.ts';
import { type Message, plainMessage } from '../message.ts';
import { comingBlocks } from './coming.ts';
import { actions, bullets, button, DIVIDER, line, notes, paragraph, richText } from './elements.ts';
import { ofProfile } from './of-profile.ts';
import { type OtherProfile, othersNote } from './others.ts';
import { bannerOf, spokenText, warning } from './provenance.ts';
import { ageWarning, leadOf } from './run-lead.ts';
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
  /** What else is watched. */
  readonly others?: readonly OtherProfile[];
}

const MOST_REASONS = 6;
const LONGEST_REASON = 300;

/** A coloured dot tells at a glance; the word beside it tells everybody. */
export const TRUST_WORDS: Readonly<Record<TrustLevel, string>> = {
  strong: '🟢 Trust: strong. The segments are real, stable and worth acting on.',
  fair: '🟡 Trust: fair. The segments are real; check with a second figure before costly action.',
  weak: '🔴 Trust: weak.',
};

/** The current run: how old, how large, how far to trust it, and its segments. */
export function statusMessage({ run, profile, now, said, coming = [], others = [] }: StatusParts): Message {
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
    ...othersNote(others, 'status'),
    ...(coming.length === 0 ? [] : [DIVIDER, paragraph({ bold: 'What comes next' }), ...comingBlocks(coming)]),
    ...actions(...viewSelect('Open a view…', profile), ...button('Weekly report', { action: 'report', ...ofProfile(profile) })),
  ]);
}

function rowsOf({ rows, rejected, input, finishedAt }: CompleteRun): string {
  const aside =
    rejected === 0 ? 'no row was set aside' : `${count(rejected)} rows set aside (${share(rejected / (rows + rejected))})`;
  return `From ${input.join(', ')} · ${aside} · finished ${finishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
