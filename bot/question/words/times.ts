import { phrases } from '../phrases.ts';
import type { Words } from './role.ts';

const MONTHS = phrases('january, february, march, april, may, june, july, august, september, october, november, december');
const SPANS = phrases('over the, in the, during the, within the, across the, this');

/** Words for earlier runs, changes since then, and comparisons. */
export const TIME_WORDS: Words = [
  [
    { kind: 'versus' },
    phrases(`
      versus, vs, v, against, compared to, compared with, compare to, compare with, compares to, compares with, in comparison
      with, in comparison to, relative to, than, as opposed to, as against, when compared to, when compared with, as compared
      to, as compared with, comparing to, comparing with, compared against, stack up against, opposed to, versus the, measured
      against
    `),
  ],
  [
    { kind: 'compare' },
    phrases(`
      compare, comparing, compares, compared, comparison, comparisons, comparison of, difference, differences, difference in,
      difference of, differ, differs, differ in, gap, gap in, side by side, head to head, contrast, how different, different from, differs from
    `),
  ],
  [
    { kind: 'trend' },
    phrases(`
      trend, trends, trend of, trend in, trending, trendline, trend line, timeline, timeline of, time series, over time,
      through time, with time, over the runs, over runs, over all runs, over the weeks, over weeks, across runs, across the
      runs, across all runs, across time, across weeks, across the weeks, by week, by run, weekly, per run, each run, every run, week
      by week, week over week, week on week, week to week, run by run, run over run, run to run, from run to run, from week to
      week, run after run, week after week, history, history of, historical, historically, over the last runs, over the past
      runs, over the last weeks, over the past weeks, over the recent weeks, change, changed, changes, changing, changed over
      time, change over time, changes over time, go up, go down, gone up, gone down, went up, went down, going up, going down,
      goes up, goes down, up, down, up or down, increase, increased, increases, increasing, increase in, decrease, decreased,
      decreases, decreasing, decrease in, grow, grew, grown, growing, growth, growth of, growth in, rise, rose, risen, rising,
      fall, fell, fallen, falling, drop, dropped, dropping, drop in, rise in, fall in, decline, declined, declining, decline
      in, shrink, shrank, shrunk, shrinking, improve, improved, improving, improvement, worsen, worsened, worsening, evolve,
      evolved, evolving, evolution, evolution of, develop, developed, developing, development, development of, progress,
      progressed, progression, shift, shifted, climb, climbed, jump, jumped, spike, spiked, get better, get worse, got better,
      got worse, happened to, happened with, happened, getting better, getting worse, gotten better, gotten worse, gotten
    `),
  ],
  [
    { kind: 'since' },
    phrases(`
      since, changed since, change since, changes since, change from, changed from, change against, changed against, changed
      compared to, changed compared with, change compared to, change compared with, starting from, up from, down from, change
      vs, change versus, change relative to, from back
    `),
  ],
  [{ kind: 'asOf' }, phrases('as of, as at, as per, back in, back on, at the time of, dated, back at, the state of')],
  [
    { kind: 'previous' },
    phrases(`
      previous run, the previous run, last run, the last run, the run before, run before, earlier run, previous, prior run,
      the prior run, preceding run, the preceding run, one run ago, last time, the last time, before, previous snapshot, last
      snapshot, the previous snapshot, the last snapshot, the one before, previously, previous one, the previous one, the run
      before this one, the run before that, the time before, prior
    `),
  ],
  [
    { kind: 'ago', unit: 'week', count: 1 },
    phrases(`
      last week, a week ago, one week ago, 1 week ago, previous week, the previous week, the week before, prior week
    `),
  ],
  [
    { kind: 'ago', unit: 'week', count: 1, span: true },
    [...SPANS.flatMap((span) => [`${span} last week`, `${span} past week`, `${span} week`]), 'past week'],
  ],
  [{ kind: 'ago', unit: 'month', count: 1 }, phrases('last month, a month ago, one month ago, previous month, the month before')],
  [
    { kind: 'ago', unit: 'month', count: 1, span: true },
    [...SPANS.flatMap((span) => [`${span} last month`, `${span} past month`, `${span} month`]), 'past month'],
  ],
  [{ kind: 'ago', unit: 'week' }, phrases('weeks ago, week ago, weeks earlier, weeks back, weeks before, wks ago')],
  [{ kind: 'ago', unit: 'day' }, phrases('days ago, day ago, days earlier, days back, days before')],
  [{ kind: 'ago', unit: 'month' }, phrases('months ago, month ago, months earlier, months back')],
  [{ kind: 'run' }, phrases('run, run number, run no, run nr, run id')],
  ...MONTHS.map((name, index) => [{ kind: 'month', month: index + 1 }, [name, name.slice(0, 3)]] as const),
  [{ kind: 'month', month: 9 }, ['sept']],
];
