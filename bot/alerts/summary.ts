import { type CompleteRun, dimensionOf, type Profile, type TrustFall } from '#pipeline';
import { count, day, decimal, formatNumber, share, signed } from '#reports';
import type { Alert, ChangeEvidence, Since } from './alert.ts';
import { lossInWords } from './loss.ts';
import { type FigureName, figureInWords, formatOf, sliceInWords } from './words.ts';

/** What a sentence about a change is made of. */
export interface ChangeFacts extends Pick<Alert, 'slice' | 'measure' | 'from' | 'to' | 'asOf'> {
  readonly evidence: ChangeEvidence;
  readonly profile: Profile;
  readonly run: CompleteRun;
  readonly previous: CompleteRun;
}

/**
 * @example
 * // "Crashes per user (30 days) among users with device Android and app version 2.1 rose from 0.41 to 1.22 (+198%) in the
 * // week to 16 November 2026; 412 users affected (10.3% of all); outside this slice it did not move beyond chance."
 */
export function changeSummary(facts: ChangeFacts): string {
  const { evidence, profile, slice } = facts;
  const figure = { measure: facts.measure, subject: evidence.subject };
  const { many } = profile.entity;
  const ofRows = facts.measure === 'rejected_share';
  const place = isEverybodySaid(facts)
    ? ''
    : ` ${Object.keys(slice).length === 0 ? 'over' : 'among'} ${sliceInWords(slice, profile)}`;
  const subject = figureInWords(figure, profile) + place;
  const verb = evidence.change > 0 ? 'rose' : 'fell';
  const moved = `${movement(figure, Number(facts.from), Number(facts.to), profile)} ${when(evidence.since, facts)}`;
  const affected = ofRows
    ? `${count(facts.run.rejected)} rows`
    : `${count(evidence.users)} ${many} affected (${share(evidence.userShare)} of all)`;
  const parts = [
    ...(evidence.loss === undefined
      ? [`${subject} ${verb} ${moved}`, affected]
      : [lossInWords(evidence.loss, String(evidence.subject), slice, profile), `the expected share ${verb} ${moved}`]),
    ...evidence.alsoIn.map(
      (other) => `likewise among ${sliceInWords(other.slice, profile)}, ${movement(figure, other.from, other.to, profile)}`,
    ),
    ...mixInWords(evidence, profile),
    ...(evidence.alsoIn.length === 0 ? outsideInWords(figure, evidence, profile) : []),
  ];
  return `${parts.join('; ')}.${evidence.trustWarning === null ? '' : ` ${evidence.trustWarning}`}`;
}

/** Rows are of nobody, and those within a segment of everybody need no more words. */
function isEverybodySaid({ measure, slice, evidence, profile }: ChangeFacts): boolean {
  const inSegment = evidence.subject !== null && profile.measures.some(({ name }) => name === measure);
  return measure === 'rejected_share' || (inSegment && Object.keys(slice).length === 0);
}

export function trustSummary({ from, to, since }: TrustFall, { id, trust }: CompleteRun): string {
  const when =
    since.runId === id ? `with the run of ${day(since.asOf)}` : `with the run of ${day(since.asOf)} and has not recovered`;
  return `Trust in the segments fell from ${from} to ${to} ${when}: ${trust.reasons[0] ?? 'see the report for the reasons'}`;
}

/** @example movement(crashes, 0.41, 1.22, profile) // "from 0.41 to 1.22 (+198%)" */
export function movement(figure: FigureName, from: number, to: number, profile: Profile): string {
  const format = formatOf(figure, profile);
  const text = `from ${formatNumber(from, format)} to ${formatNumber(to, format)}`;
  const change = relativeChange(figure, from, to, profile);
  return change === null ? text : `${text} (${change})`;
}

/** Shares in points, other figures in percent of where they came from; null where that is nothing. @example "+198%", "+6.1 pt" */
export function relativeChange(figure: FigureName, from: number, to: number, profile: Profile): string | null {
  const format = formatOf(figure, profile);
  if (format.kind === 'share') return signed(to - from, format);
  if (from <= 0) return null;
  return `${to < from ? '−' : '+'}${decimal((Math.abs(to - from) / from) * 100, 0)}%`;
}

/** Whether an alert means nothing without the segments. */
export function dependsOnSegments(figures: readonly FigureName[]): boolean {
  return figures.some(({ measure, subject }) => measure !== 'missing_share' && subject !== null); // a subject is a segment, or a column
}

/** Null for a run whose segments can be believed. */
export function trustWarning({ trust }: CompleteRun): string | null {
  if (trust.level !== 'weak') return null;
  return 'Trust in the segments of this run is weak: this may be a new way to divide the same users, and nothing that they did.';
}

function when({ asOf, runs }: Since, { run, previous }: ChangeFacts): string {
  if (runs > 1) return `since ${day(asOf)}, ${runs} runs so far`;
  const days = (Date.parse(run.asOf) - Date.parse(previous.asOf)) / DAY_MS;
  return days === 7 ? `in the week to ${day(asOf)}` : `by ${day(asOf)}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Only where at least half of the change is not a change of anyone's behaviour. */
function mixInWords({ split }: ChangeEvidence, profile: Profile): readonly string[] {
  if (split === null || Math.abs(split.mix) < Math.abs(split.rate)) return [];
  return [`mostly because the mix of ${dimensionOf(profile, split.dimension).plural} changed`];
}

function outsideInWords(figure: FigureName, { outside }: ChangeEvidence, profile: Profile): readonly string[] {
  if (outside === null) return [];
  if (!outside.moved) return ['outside this slice it did not move beyond chance'];
  return [`everybody else went ${movement(figure, outside.from, outside.to, profile)}`];
}
