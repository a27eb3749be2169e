import { addMoments, type Cell, type CompleteRun, meanOf, measureOf, type Profile, type Store } from '#pipeline';
import { count, counted, day, decimal, formatNumber, share, signed } from '../format.ts';
import type { Change, Headline } from '../report.ts';
import { displayName, displayNames } from '../views/define.ts';
import { formatOf } from '../views/kpis.ts';
import { type MeasureChange, type MeasuredChange, moversOf, moves } from './change.ts';

/** Changes shown at most: what is beyond chance, largest first. */
const MAX_CHANGES = 3;

export function loadHeadlines(store: Store, run: CompleteRun, profile: Profile): Promise<readonly Cell[]> {
  return store.cells(run.id, [], profile.kpis);
}

/** What to know in the first ten seconds: size, what moved, who moved, and how far to believe it; first of all if not at all. */
export function headlinesOf(
  cells: readonly Cell[],
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
