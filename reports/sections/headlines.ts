import {
  addMoments,
  type Cell,
  type CompleteRun,
  meanOf,
  measureOf,
  type Profile,
  type SegmentForecast,
  type Store,
  Z95,
} from '#pipeline';
import { count, counted, day, decimal, formatNumber, share, signed } from '../format.ts';
import type { Change, Headline } from '../report.ts';
import { span } from '../user/outlook.ts';
import { displayName, displayNames } from '../views/define.ts';
import { formatOf } from '../views/kpis.ts';
import { type MeasureChange, type MeasuredChange, moversOf, moves } from './change.ts';

/** Changes shown at most: what is beyond chance, largest first. */
const MAX_CHANGES = 3;

/** What headlines are made of. */
export interface HeadlineFigures {
  readonly cells: readonly Cell[];
  /** By segment; empty where no model foresees anything. */
  readonly forecasts: readonly SegmentForecast[];
}

export async function loadHeadlines(store: Store, run: CompleteRun, profile: Profile): Promise<HeadlineFigures> {
  const [cells, forecasts] = await Promise.all([
    store.cells(run.id, [], profile.kpis),
    profile.lapse === undefined ? [] : store.predictions.bySegment(run.id),
  ]);
  return { cells, forecasts };
}

/** What to know in the first ten seconds: size, what moved, who moved, and how far to believe it; first of all if not at all. */
export function headlinesOf(
  { cells, forecasts }: HeadlineFigures,
  run: CompleteRun,
  profile: Profile,
  previous: CompleteRun | undefined,
  change: MeasuredChange | undefined,
): readonly Headline[] {
  const changed = (change?.measures ?? [])
    .filter(({ beyondChance }) => beyondChance)
    .toSorted((a, b) => relative(b) - relative(a));
  const figures = [
    sizeHeadline(run, profile, change?.comparable ? previous : undefined),
    ...changed.slice(0, MAX_CHANGES).map((moved) => measureHeadline(moved, change!)),
    ...(changed.length === 0 ? [levelHeadline(cells, profile, change)] : []),
    ...(change?.comparable ? [moverHeadline(change, run, profile)] : []),
    ...lossHeadlines(forecasts, run, profile),
  ];
  return run.trust.level === 'weak' ? [trustHeadline(run), ...figures] : [...figures, trustHeadline(run)];
}

function sizeHeadline(run: CompleteRun, { entity }: Profile, previous: CompleteRun | undefined): Headline {
  const top = run.segments[0]!;
  const before = previous?.segments.find(({ name }) => name === top.name);
  return {
    tone: 'neutral',
    figure: share(top.share),
    label: displayName(top),
    sentence: `${count(top.users)} of ${counted(run.rows, entity)} are ${displayName(top)}${
      before === undefined ? '' : `, ${sharesApart(top.share, before.share)} ${day(previous!.asOf)}`
    }.`,
  };
}

function sharesApart(now: number, before: number): string {
  const points = decimal(Math.abs(now - before) * 100, 1);
  if (points === '0.0') return 'the same share as on';
  return `${points} percentage points ${now > before ? 'more' : 'less'} than on`;
}

function measureHeadline({ measure, before, after }: MeasureChange, change: Change): Headline {
  const format = formatOf(measure);
  const difference = after! - before!;
  const good = measure.better === 'neither' ? 'neutral' : difference > 0 === (measure.better === 'high') ? 'good' : 'bad';
  return {
    tone: good,
    figure: signed(difference, format),
    label: measure.label,
    sentence: `${measure.label} ${difference > 0 ? 'rose' : 'fell'} from ${formatNumber(before, format)} to ${formatNumber(after, format)} since ${day(change.since.asOf)}, more than chance explains.`,
  };
}

/** Without a change worth telling, the first KPI as it stands. */
function levelHeadline(cells: readonly Cell[], profile: Profile, change: Change | undefined): Headline {
  const measure = measureOf(profile, profile.kpis[0]);
  const value = meanOf(addMoments(cells.filter((cell) => cell.measure === measure.name)));
  const text = formatNumber(value, formatOf(measure));
  const steady =
    change === undefined
      ? 'This is the first run, so there is nothing to compare with yet.'
      : 'No average moved by more than chance.';
  return { tone: 'neutral', figure: text, label: measure.label, sentence: `${measure.label} is ${text} on average. ${steady}` };
}

function moverHeadline(change: Change, run: CompleteRun, { entity }: Profile): Headline {
  const shown = displayNames(run);
  const [most] = moves(change.movements);
  const { moved, inBoth } = moversOf(change.movements);
  const since = `since ${day(change.since.asOf)}`;
  const direction = moved === most?.users ? 'all' : 'most often';
  return {
    tone: 'neutral',
    figure: inBoth === 0 ? '–' : share(moved / inBoth),
    label: 'Changed segment',
    sentence:
      most === undefined
        ? `Nobody changed segment ${since}.`
        : `${count(moved)} of ${count(inBoth)} ${entity.many} in both runs changed segment ${since}, ${direction} from ${shown(most.from!)} to ${shown(most.to!)} (${count(most.users)}).`,
  };
}

/** How many of the most engaged segment are expected to leave; nothing without a model. */
function lossHeadlines(forecasts: readonly SegmentForecast[], run: CompleteRun, profile: Profile): readonly Headline[] {
  const top = run.segments[0]!;
  const forecast = forecasts.find(({ segment }) => segment === top.name);
  if (forecast === undefined || profile.lapse === undefined) return [];
  const { low, high } = lossInterval(forecast);
  const name = displayName(top);
  return [
    {
      tone: 'neutral',
      figure: count(Math.round(forecast.expected)),
      label: `${name} expected to leave`,
      sentence: `About ${count(Math.round(forecast.expected))} of ${count(forecast.userCount)} ${name} who are still active are expected to leave within ${span(profile.lapse.withinDays)} (95 % interval by chance alone ${count(low)} to ${count(high)}).`,
    },
  ];
}

/**
 * 95 % interval of the number of users that leave, if each does so by their own probability and none because of another.
 * @see Poisson binomial distribution, by its normal approximation
 */
function lossInterval({ expected, variance, userCount }: SegmentForecast): { readonly low: number; readonly high: number } {
  const margin = Z95 * Math.sqrt(variance);
  return { low: Math.max(0, Math.round(expected - margin)), high: Math.min(userCount, Math.round(expected + margin)) };
}

function trustHeadline({ trust }: CompleteRun): Headline {
  const tone = { strong: 'good', fair: 'neutral', weak: 'bad' } as const;
  return {
    tone: tone[trust.level],
    figure: trust.level.replace(/^./, (first) => first.toUpperCase()),
    label: 'Trust in the segments',
    sentence: trust.reasons[0]!,
  };
}

function relative({ before, after }: MeasureChange): number {
  return before === null || after === null || before === 0 ? 0 : Math.abs(after - before) / Math.abs(before);
}
