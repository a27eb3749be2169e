import { phrases } from '../phrases.ts';
import type { Words } from './role.ts';

const top = { kind: 'rank', order: 'highest' } as const;
const bottom = { kind: 'rank', order: 'lowest' } as const;

/** Words for figures, and for which groups have the highest ones. */
export const FIGURE_WORDS: Words = [
  [
    { kind: 'count' },
    [
      'how many',
      'how many of',
      ...['number', 'count', 'amount', 'quantity', 'tally', 'no', 'nbr', 'nr', 'numbers', 'counts'].map((word) => `${word} of`),
      ...phrases('number, numbers, count, counts, amount, nbr, nr, headcount, head count, head counts, user count'),
      ...phrases('user counts, user number, user numbers, absolute number, absolute numbers, in absolute numbers'),
      ...phrases('in absolute terms, absolute count, absolute counts, tally'),
    ],
  ],
  [{ kind: 'count', size: true }, phrases('how big, how large, size, sizes, size of, sizes of')],
  [{ kind: 'howMuch' }, ['how much', 'how much of a']],
  [
    { kind: 'exists' },
    phrases(`
      are there, is there, were there, there are, there is, are there any, is there any, exist, exists, do we have, have we,
      have we got, we have, do we have any, do you have, did we have, we had, we got
    `),
  ],
  [
    { kind: 'share' },
    [
      ...phrases('share, percentage, percentages, percent, proportion, proportions, fraction, fractions, portion'),
      ...['share', 'percentage', 'percent', 'proportion', 'fraction', 'portion', 'part', 'slice', 'chunk'].flatMap((word) => [
        `${word} of`,
        `how big a ${word} of`,
        `how large a ${word} of`,
        `how small a ${word} of`,
        `how big of a ${word} of`,
        `what ${word} of`,
        `what ${word}`,
        `which ${word} of`,
      ]),
      ...phrases('how big a share, how big a slice, how big a part, how big a portion, how large a share, how much of'),
      ...['user share', 'in percent', 'as a percentage'],
      ...phrases('as a share, as percentages, as percentage, in percentages, in percentage, as a fraction, as shares'),
      ...['percentage wise', 'relative share', 'relative size'],
    ],
  ],
  [{ kind: 'spread' }, phrases('distribution, distributions, distribution of, distributed, mix, mix of, composition, make up')],
  [
    { kind: 'aggregate', aggregate: 'average' },
    phrases('average, averages, avg, avgs, mean, means, on average, in average, averaged, an average, avg of, ave'),
  ],
  [{ kind: 'aggregate', aggregate: 'median' }, ['median', 'medians', 'the middle value of']],
  [
    { kind: 'aggregate', aggregate: 'sum' },
    phrases('sum, sums, sum of, sum total, total, totals, sum up, add up, added up, summed up, summed, grand total'),
  ],
  [{ kind: 'aggregate', aggregate: 'minimum' }, phrases('minimum, min, minimal, smallest value of, lowest value of')],
  [{ kind: 'aggregate', aggregate: 'maximum' }, phrases('maximum, max, maximal, largest value of, highest value of')],
  [{ kind: 'total' }, phrases('in total, altogether, all together, in sum, all in all')],
  [{ kind: 'typical' }, phrases('typical, typically, usual, usually, normal, normally')],
  [top, phrases('highest, most, top, greatest')],
  [
    { ...top, size: true },
    phrases(`
      largest, biggest, most popular, most used, most widely used, dominant, prefer, prefers, use most, favour, favor
    `),
  ],
  [{ ...top, size: true, frequency: true }, phrases('most common, commonest, most frequent')],
  [
    { ...bottom, size: true },
    phrases('smallest, least popular, least common, rarest, least used, least frequent, most unpopular, tiniest'),
  ],
  [{ ...top, comparative: true }, ['higher', 'more', 'greater']],
  [{ ...top, comparative: true, size: true }, phrases('larger, bigger, more popular, more common')],
  [bottom, phrases('lowest, least, bottom, fewest, least amount of, lowest number of')],
  [{ ...bottom, comparative: true }, ['lower', 'less', 'fewer']],
  [{ ...bottom, comparative: true, size: true }, ['smaller', 'less popular', 'less common']],
  [{ kind: 'rank', order: 'best' }, ['best', 'strongest', 'healthiest']],
  [{ kind: 'rank', order: 'worst' }, ['worst', 'weakest', 'poorest']],
  [{ kind: 'rank', order: 'best', comparative: true }, ['better']],
  [{ kind: 'rank', order: 'worst', comparative: true }, ['worse']],
  [
    { kind: 'ranked' },
    phrases(`
      rank, ranked, ranking, ranking of, rankings, league table of, highest first, descending, in descending order, from highest to lowest, from high to low, sort, sorted, order, ordered, leaderboard
    `),
  ],
  [
    { kind: 'by' },
    phrases(`
      by, per, each, every, for each, in each, of each, on each, with each, for every, in every, of every, by each, for each
      of, across, across all, across the, across each, for the different, within each, split by, split up by, split across,
      split into, split on, broken down by, broken down into, break down by, breakdown by, broken out by, broken up by,
      grouped by, group by, segmented by, sliced by, divided by, divided into, split over, separated by, differentiated by,
      according to, depending on, by the different, from each, from every, per each, on every, in the different, across the
      different, among the different, distributed across, distributed over, spread across, spread over, varies by, vary by,
      differs by, differ by, distributed among, distributed by, spread out over, compare across, compare by, for the different, in different, for different, across different, on different, for various, for the various
    `),
  ],
  [
    { kind: 'divide' },
    [
      'split',
      'splits',
      'break',
      'break down',
      ...['it', 'this', 'that', 'them', 'these'].map((word) => `break ${word} down`),
      ...['it', 'this', 'that', 'them', 'these'].map((word) => `split ${word} up`),
      'broken down',
      'breakdown',
      'breakdowns',
      'breakdown of',
      'divide',
      'group',
      'slice',
    ],
  ],
];
