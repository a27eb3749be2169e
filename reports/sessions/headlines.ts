import type { CompleteRun, Profile } from '#pipeline';
import { count, day, inSentence, interval, share } from '../format.ts';
import type { Headline } from '../report.ts';
import { nameOf, sureness } from './crashes.ts';
import type { CrashFindings, SessionFindings } from './findings.ts';

const MOST_PRONE = 2;

/**
 * What to know about the sessions of a run in the first ten seconds.
 * @param afterAlerts alerts stand before these, and tell of lost values themselves
 */
export function sessionHeadlines(
  findings: SessionFindings,
  run: CompleteRun,
  profile: Profile,
  afterAlerts: boolean,
): readonly Headline[] {
  return [
    crashHeadline(findings.crashes),
    ...findings.crashes.prone.slice(0, MOST_PRONE).map(
      (one): Headline => ({
        tone: 'bad',
        figure: share(one.rate),
        label: `Crashes: ${nameOf(one)}`,
        sentence: `${count(one.crashes)} of ${count(one.sessions)} sessions crashed, against a usual ${share(one.usualRate)}; ${sureness(one.pValue)}.`,
      }),
    ),
    ...botHeadline(findings),
    ...(afterAlerts ? [] : gapHeadline(findings, profile)),
    {
      tone: 'neutral',
      figure: share(run.segments[0]!.share),
      label: run.segments[0]!.name,
      sentence: `${count(run.segments[0]!.users)} of ${count(run.rows)} sessions are ${run.segments[0]!.name}; trust in the segments is ${run.trust.level}.`,
    },
  ];
}

function crashHeadline({ whole, before }: CrashFindings): Headline {
  const { rate, interval: range, crashes, sessions } = whole;
  const apart = before !== undefined && (range.low > before.interval.high || range.high < before.interval.low);
  const since = before === undefined ? '' : `, after ${share(before.rate)} in the run before`;
  return {
    tone: apart ? (rate > before.rate ? 'bad' : 'good') : 'neutral',
    figure: share(rate),
    label: 'Sessions that crashed',
    sentence: `${count(crashes)} of ${count(sessions)} sessions crashed (${interval(range, { kind: 'share' })})${since}.`,
  };
}

function botHeadline({ rows }: SessionFindings): readonly Headline[] {
  if (rows === undefined) return [];
  const { bots, sessions } = rows.bots;
  const users = new Set(bots.map(({ index }) => sessions.userIds[index] ?? index)).size;
  return [
    {
      tone: bots.length > 0 ? 'bad' : 'good',
      figure: share(bots.length / sessions.count),
      label: 'Sessions of bots',
      sentence:
        bots.length === 0
          ? 'No session breaks a rule for bots.'
          : `${count(bots.length)} sessions of ${count(users)} users break a rule; leave them out before counting engagement.`,
    },
  ];
}

function gapHeadline({ rows }: SessionFindings, profile: Profile): readonly Headline[] {
  const gap = rows?.gaps.gaps[0];
  if (gap === undefined) return [];
  const label = profile.columns.find(({ name }) => name === gap.column)?.label ?? gap.column;
  return [
    {
      tone: 'bad',
      figure: share(1 - gap.share),
      label: `Without ${inSentence(label)}`,
      sentence: `On ${day(gap.day)} so many sessions lack it, against ${share(1 - gap.usualShare)} on a usual day.`,
    },
  ];
}
