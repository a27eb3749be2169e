import type { Aggregate, Order } from './query.ts';

/** What a word of the question language does; the words of the profile are in the lexicon. */
export type Role =
  | { readonly kind: 'count'; readonly size?: true }
  | { readonly kind: 'share' }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly kind: 'rank'; readonly order: Order | 'best' | 'worst'; readonly comparative?: true; readonly size?: true }
  | { readonly kind: 'by' }
  | { readonly kind: 'not' }
  | { readonly kind: 'no' }
  | { readonly kind: 'limit'; readonly bound: 'above' | 'at least' | 'below' | 'at most' | 'exactly' }
  | { readonly kind: 'after'; readonly bound: 'at least' | 'at most' }
  | { readonly kind: 'between' }
  | { readonly kind: 'from' }
  | { readonly kind: 'to' }
  | { readonly kind: 'versus' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'trend' }
  | { readonly kind: 'since' }
  | { readonly kind: 'previous' }
  | { readonly kind: 'weekAgo' }
  | { readonly kind: 'weeksAgo' }
  | { readonly kind: 'run' }
  | { readonly kind: 'list' }
  | { readonly kind: 'show' }
  | { readonly kind: 'which' }
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'among' }
  | { readonly kind: 'with' }
  | { readonly kind: 'where' }
  | { readonly kind: 'is' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'also' }
  /** Stands for the users of the question before, unless a noun stands before it. */
  | { readonly kind: 'pronoun' }
  | { readonly kind: 'filler' };

const top = { kind: 'rank', order: 'highest' } as const;
const bottom = { kind: 'rank', order: 'lowest' } as const;

/**
 * The closed part of the language, by meaning. A phrase here never changes with the profile; the longest phrase wins, so
 * "more than" is a limit although "more" is a rank.
 */
const WORDS: readonly (readonly [Role, readonly string[]])[] = [
  [{ kind: 'count' }, ['how many', 'number of', 'number', 'count of', 'count', 'headcount']],
  [{ kind: 'count', size: true }, ['how big', 'size', 'sizes', 'size of', 'sizes of', 'how large']],
  [
    { kind: 'share' },
    [
      'share',
      'share of',
      'percentage',
      'percentage of',
      'percent',
      'percent of',
      'proportion',
      'proportion of',
      'fraction',
      'fraction of',
      'distribution',
      'distribution of',
    ],
  ],
  [{ kind: 'aggregate', aggregate: 'average' }, ['average', 'avg', 'mean', 'on average', 'averages']],
  [{ kind: 'aggregate', aggregate: 'median' }, ['median', 'medians']],
  [{ kind: 'aggregate', aggregate: 'sum' }, ['sum', 'sum of', 'total', 'totals']],
  [{ kind: 'aggregate', aggregate: 'minimum' }, ['minimum', 'min']],
  [{ kind: 'aggregate', aggregate: 'maximum' }, ['maximum', 'max']],
  [top, ['highest', 'most', 'top', 'greatest']],
  [{ ...top, size: true }, ['largest', 'biggest', 'most popular', 'most common', 'commonest']],
  [{ ...bottom, size: true }, ['smallest', 'least popular', 'least common', 'rarest']],
  [{ ...top, comparative: true }, ['higher', 'more', 'larger', 'bigger', 'greater']],
  [bottom, ['lowest', 'least', 'bottom', 'fewest']],
  [{ ...bottom, comparative: true }, ['lower', 'less', 'fewer', 'smaller']],
  [{ kind: 'rank', order: 'best' }, ['best']],
  [{ kind: 'rank', order: 'worst' }, ['worst']],
  [{ kind: 'rank', order: 'best', comparative: true }, ['better']],
  [{ kind: 'rank', order: 'worst', comparative: true }, ['worse']],
  [
    { kind: 'by' },
    [
      'by',
      'per',
      'each',
      'for each',
      'in each',
      'of each',
      'for every',
      'in every',
      'by each',
      'split by',
      'split across',
      'broken down by',
      'break down by',
      'breakdown by',
      'grouped by',
      'group by',
      'across',
      'across all',
    ],
  ],
  [
    { kind: 'not' },
    [
      'not',
      'not in',
      'not on',
      'except',
      'except for',
      'except in',
      'except on',
      'excluding',
      'exclude',
      'outside',
      'outside of',
      'other than',
      'apart from',
      'but not',
      'non',
      'not from',
      'not using',
    ],
  ],
  [{ kind: 'no' }, ['no', 'without', 'without a', 'without any', 'with no']],
  [
    { kind: 'limit', bound: 'above' },
    ['above', 'over', 'more than', 'greater than', 'higher than', 'larger than', 'bigger than', 'exceeding'],
  ],
  [{ kind: 'limit', bound: 'at least' }, ['at least', 'atleast', 'no less than', 'not less than', 'no fewer than']],
  [{ kind: 'limit', bound: 'below' }, ['below', 'under', 'less than', 'fewer than', 'lower than', 'smaller than']],
  [{ kind: 'limit', bound: 'at most' }, ['at most', 'atmost', 'no more than', 'not more than', 'up to']],
  [{ kind: 'limit', bound: 'exactly' }, ['exactly', 'equals', 'equal to', 'of exactly', 'exactly equal to']],
  [
    { kind: 'after', bound: 'at least' },
    ['or more', 'or over', 'or above', 'or higher', 'and over', 'and above', 'and more', 'and up', 'plus'],
  ],
  [{ kind: 'after', bound: 'at most' }, ['or less', 'or under', 'or below', 'or fewer', 'or lower', 'and under', 'and below']],
  [{ kind: 'between' }, ['between']],
  [{ kind: 'from' }, ['from']],
  [{ kind: 'to' }, ['to', 'through', 'until']],
  [
    { kind: 'versus' },
    ['versus', 'vs', 'against', 'compared to', 'compared with', 'in comparison with', 'in comparison to', 'relative to', 'than'],
  ],
  [
    { kind: 'compare' },
    [
      'compare',
      'comparing',
      'comparison',
      'comparison of',
      'difference',
      'differences',
      'difference in',
      'difference of',
      'differ',
      'differs',
    ],
  ],
  [
    { kind: 'trend' },
    [
      'trend',
      'trends',
      'trend of',
      'trend in',
      'over time',
      'over the runs',
      'over runs',
      'over the weeks',
      'by week',
      'by run',
      'per run',
      'each run',
      'each week',
      'week by week',
      'run by run',
      'history',
      'history of',
      'change',
      'changed',
      'changes',
      'changing',
      'changed over time',
      'change over time',
      'go up',
      'go down',
      'gone up',
      'gone down',
      'went up',
      'went down',
      'increased',
      'decreased',
      'evolved',
      'evolve',
      'evolution of',
      'development of',
      'developed',
    ],
  ],
  [
    { kind: 'since' },
    [
      'since',
      'changed since',
      'change since',
      'changes since',
      'change from',
      'changed from',
      'change against',
      'changed against',
      'changed compared to',
      'changed compared with',
      'change compared to',
      'change compared with',
    ],
  ],
  [
    { kind: 'previous' },
    ['previous run', 'the previous run', 'last run', 'the last run', 'the run before', 'earlier run', 'previous'],
  ],
  [{ kind: 'weekAgo' }, ['last week', 'a week ago', 'previous week', 'the previous week', 'the week before']],
  [{ kind: 'weeksAgo' }, ['weeks ago', 'week ago', 'weeks earlier']],
  [{ kind: 'run' }, ['run']],
  [{ kind: 'list' }, ['list', 'list of', 'list all', 'list the']],
  [
    { kind: 'show' },
    ['show', 'show me', 'give', 'give me', 'find', 'find me', 'get', 'get me', 'display', 'who', 'who are', 'who is'],
  ],
  [{ kind: 'which' }, ['which', 'what', 'whats', 'in which', 'on which', 'what are', 'what is', 'which are', 'which is']],
  [{ kind: 'and' }, ['and', 'and also', 'plus also', 'as well as']],
  [{ kind: 'or' }, ['or']],
  [{ kind: 'among' }, ['among', 'amongst', 'within', 'out of', 'in', 'on', 'for', 'of all', 'inside', 'amid']],
  [
    { kind: 'with' },
    ['have', 'has', 'that have', 'who have', 'with', 'with a', 'with an', 'having', 'have had', 'has had', 'had'],
  ],
  [{ kind: 'where' }, ['where', 'whose']],
  [
    { kind: 'is' },
    [
      'is',
      'are',
      'was',
      'were',
      'be',
      'been',
      'that are',
      'who are',
      'have',
      'has',
      'use',
      'uses',
      'using',
      'that have',
      'who have',
      'who use',
      'that use',
      'come from',
      'comes from',
      'belong to',
      'belongs to',
    ],
  ],
  [
    { kind: 'follow' },
    [
      'what about',
      'how about',
      'and what about',
      'and how about',
      'same for',
      'the same for',
      'same but',
      'same',
      'the same',
      'and the same for',
      'and now',
      'instead',
      'rather',
      'now for',
    ],
  ],
  [{ kind: 'also' }, ['too', 'also', 'as well']],
  [{ kind: 'pronoun' }, ['their', 'them', 'they', 'these', 'those', 'theirs', 'of them', 'of these', 'of those']],
  [
    { kind: 'filler' },
    [
      'a',
      'an',
      'the',
      'of',
      'me',
      'please',
      'breakdown of',
      'only',
      'just',
      'now',
      'tell',
      'tell me',
      'can you',
      'could you',
      'can',
      'could',
      'you',
      'i',
      'i want',
      'i want to see',
      'i want to know',
      'i would like to know',
      'i would like to see',
      'do',
      'does',
      'did',
      'there',
      'there are',
      'its',
      'all',
      'our',
      'we',
      'overall',
      'current',
      'currently',
      'right now',
      'this run',
      'the latest run',
      'the current run',
      'latest run',
      'current run',
      'in the latest run',
      'in the current run',
      'in total',
      'altogether',
      'that',
      'then',
      'respectively',
      'at',
      'as',
      'how',
      'value',
      'values',
      'figure',
      'figures',
      'level',
      'levels',
      'like',
      'both',
      'hey',
      'hi',
      'hello',
      'thanks',
      'herald',
      'in terms of',
      'when it comes to',
      'terms',
    ],
  ],
  ...[
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ].map((name, index) => [{ kind: 'month', month: index + 1 }, [name, name.slice(0, 3)]] as const),
];

/** Every phrase of the closed part with what it does. */
export function* closedPhrases(): Generator<readonly [string, Role]> {
  for (const [role, phrases] of WORDS) for (const phrase of phrases) yield [phrase, role];
}
