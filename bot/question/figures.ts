import { type CompleteRun, type Interval, meanInterval, meanOf, type Profile, type Store, wilsonInterval, Z95 } from '#pipeline';
import { type Group, loadGroups } from './groups.ts';
import type { Figure, FigureQuestion } from './query.ts';

/** One figure of one group of users in one run. */
export interface GroupFigure {
  readonly runId: number;
  /** Values of the groupings, in their order; segments by their stored names. */
  readonly values: readonly string[];
  /** The figure; null where the group has nothing to make it of. */
  readonly value: number | null;
  /** 95 %; for averages and shares. */
  readonly interval: Interval | null;
  /** Users that the figure is about: with a value, or the whole of a share. */
  readonly users: number;
  /**
   * Sizes of the groups of users that the figure tells of: the group itself (those with a value), and for a share its
   * part and the rest.
   */
  readonly sizes: readonly number[];
  /** Squared standard error, where there is an interval. */
  readonly variance: number | null;
}

/** The figures of a query in these runs. */
export async function loadFigures(
  store: Pick<Store, 'filteredCells' | 'details'>,
  runs: readonly CompleteRun[],
  profile: Profile,
  query: FigureQuestion,
): Promise<readonly GroupFigure[]> {
  const groups = await loadGroups(store, runs, profile, query);
  const totals = new Map<number, number>();
  for (const { runId, users } of groups) totals.set(runId, (totals.get(runId) ?? 0) + users);
  return groups.map((group) => figureOf(group, query.figure, totals.get(group.runId)!));
}

function figureOf(group: Group, figure: Figure, total: number): GroupFigure {
  const { runId, values, users, hits, moments } = group;
  const plain = (value: number | null, counted: number) => ({
    runId,
    values,
    value,
    interval: null,
    users: counted,
    sizes: [counted],
    variance: null,
  });
  switch (figure.kind) {
    case 'count':
      return plain(users, users);
    case 'share': {
      const [part, whole] = figure.of.length === 0 ? [users, total] : [hits, users];
      if (whole === 0) return plain(null, 0);
      const share = part / whole;
      return {
        runId,
        values,
        value: share,
        interval: shareInterval(part, whole),
        users: whole,
        sizes: figure.of.length === 0 ? [users] : [users, hits, users - hits],
        variance: (share * (1 - share)) / whole,
      };
    }
    case 'aggregate': {
      if (moments.count === 0) return plain(null, 0);
      switch (figure.aggregate) {
        case 'average': {
          const interval = meanInterval(moments);
          const error = interval === null ? null : (interval.high - interval.low) / (2 * Z95);
          return { ...plain(meanOf(moments), moments.count), interval, variance: error === null ? null : error * error };
        }
        case 'sum':
          return plain(moments.sum, moments.count);
        case 'minimum':
          return plain(group.minimum, moments.count);
        case 'maximum':
          return plain(group.maximum, moments.count);
        case 'median':
          return plain(group.median, moments.count);
        default:
          return figure.aggregate satisfies never;
      }
    }
    default:
      return figure satisfies never;
  }
}

/**
 * 95 % interval of a share, by Wilson; NaN of nobody.
 * @example shareInterval(5, 10) // { low: 0.2366, high: 0.7634 }
 */
export function shareInterval(part: number, whole: number): Interval {
  return wilsonInterval({ successes: part, trials: whole }) ?? { low: Number.NaN, high: Number.NaN };
}
