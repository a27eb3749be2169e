import type { CompleteRun } from '#pipeline';
import type { GroupFigure } from './figures.ts';
import { groupingsOf, type Query } from './query.ts';

/** The figures that may be shown where many can read, and how many may not. */
export interface Shown {
  readonly figures: readonly GroupFigure[];
  readonly withheld: Withheld | null;
}

export interface Withheld {
  /** Groups, or runs where the figures of one group are followed over runs. */
  readonly count: number;
  readonly of: 'groups' | 'runs';
  /** Whether nothing is left to show. */
  readonly all: boolean;
  /** `fewer`: the withheld groups are below the limit; `tell-tale`: with some of them smaller ones could be worked out. */
  readonly reason: 'fewer' | 'tell-tale';
}

/**
 * Leaves out the groups of 1 to `smallest` − 1 users, the shares with a part (or a remainder) so small, and as many of
 * the next smallest groups as keep these from being worked out from the rest and the total: primary and complementary
 * cell suppression. Groups of nobody give nobody away and stay.
 *
 * What is left out of a line of the table has at least `smallest` users together, in two groups or more, and could be
 * made up in more than one way.
 *
 * @param smallest users a group must have to be shown, such as 5
 * @see Hundepool et al. (2012), Statistical Disclosure Control, chapter 4, https://doi.org/10.1002/9781118348239
 */
export function withoutSmallGroups(
  query: Query,
  figures: readonly GroupFigure[],
  runs: readonly CompleteRun[],
  smallest: number,
): Shown {
  const hidden = new Set<GroupFigure>();
  for (const { id, rows } of runs) {
    const own = figures.filter(({ runId }) => runId === id);
    for (const figure of hiddenIn(own, rows, groupingsOf(query).length, smallest)) hidden.add(figure);
  }
  if (query.kind === 'change') for (const figure of sameGroups(figures, hidden)) hidden.add(figure);
  const shown = figures.filter((figure) => !hidden.has(figure));
  const telling = shown.filter(({ sizes }) => sizes[0]! > 0).length;
  const fewest = query.kind === 'comparison' ? 2 : 1; // a comparison with one side left says nothing
  if (hidden.size === 0) return { figures, withheld: null };
  const names = new Set([...hidden].map(({ values }) => JSON.stringify(values)));
  const all = telling < fewest;
  return {
    figures: all ? [] : shown,
    withheld: {
      count: groupingsOf(query).length === 0 ? hidden.size : names.size,
      of: groupingsOf(query).length === 0 ? 'runs' : 'groups',
      all,
      reason: [...hidden].every(({ sizes }) => sizes[0]! < smallest) ? 'fewer' : 'tell-tale',
    },
  };
}

/** A group that is left out of one of two runs would come back as the difference to the other. */
function sameGroups(figures: readonly GroupFigure[], hidden: ReadonlySet<GroupFigure>): readonly GroupFigure[] {
  const names = new Set([...hidden].map(({ values }) => JSON.stringify(values)));
  return figures.filter(({ values }) => names.has(JSON.stringify(values)));
}

/** @param rows users of the run, which every reader knows */
function hiddenIn(figures: readonly GroupFigure[], rows: number, groupings: number, smallest: number): ReadonlySet<GroupFigure> {
  const isSmall = (size: number) => size > 0 && size < smallest;
  const hidden = new Set(figures.filter(({ sizes }) => sizes.some(isSmall)));
  const others = rows - figures.reduce((sum, { sizes }) => sum + sizes[0]!, 0);
  const whole = { figures, others: isSmall(others) ? others : 0 };
  const lines = groupings < 2 ? [whole] : [whole, ...linesOf(figures)];
  for (let settled = false; !settled; ) {
    settled = true;
    for (const line of lines) {
      const next = nextToHide(line, hidden, smallest);
      if (next === undefined) continue;
      hidden.add(next);
      settled = false;
    }
  }
  return hidden;
}

/** Groups that add up to a total people may know. */
interface Line {
  readonly figures: readonly GroupFigure[];
  /** Users of the run in none of the groups, where they are a small group. */
  readonly others: number;
}

/** The rows and the columns of a table by two groupings. */
function linesOf(figures: readonly GroupFigure[]): readonly Line[] {
  return [0, 1].flatMap((place) =>
    [...new Set(figures.map(({ values }) => values[place]))].map((value) => ({
      figures: figures.filter(({ values }) => values[place] === value),
      others: 0,
    })),
  );
}

/** The smallest shown group of a line in which the hidden ones could be worked out; undefined where they cannot. */
function nextToHide({ figures, others }: Line, hidden: ReadonlySet<GroupFigure>, smallest: number): GroupFigure | undefined {
  const shown = figures.filter((figure) => !hidden.has(figure));
  const kinds = figures[0]?.sizes.length ?? 0;
  for (let kind = 0; kind < kinds; kind++) {
    const size = (figure: GroupFigure) => figure.sizes[kind]!;
    const sizes = [...figures.filter((figure) => hidden.has(figure)).map(size), ...(kind === 0 ? [others] : [])].filter(
      (users) => users > 0,
    );
    if (sizes.every((users) => users >= smallest) || areSafe(sizes, smallest)) continue;
    const candidates = shown.filter((figure) => size(figure) > 0);
    if (candidates.length > 0) return candidates.reduce((best, figure) => (size(figure) < size(best) ? figure : best));
  }
  return undefined;
}

/** Whether the sum of these sizes leaves each of them open, and is no small group itself. */
function areSafe(sizes: readonly number[], smallest: number): boolean {
  const sum = sizes.reduce((total, size) => total + size, 0);
  const allOnes = sum === sizes.length;
  const allLargest = sizes.every((size) => size === smallest - 1);
  return sizes.length > 1 && sum >= smallest && !allOnes && !allLargest;
}
