import { type Filter, LAPSE_PROBABILITY, measureOf, type Profile, SEGMENT, type Slice, type Snapshot, sliceKey } from '#pipeline';
import { DEFAULT_LISTED, type ListQuery } from '../question/query.ts';
import type { People } from './alert.ts';

/**
 * Users of the best segment in a slice who are at risk: the ones whose loss costs most. An alert carries the question, not
 * its answer, because not everybody who reads alerts may see single users.
 *
 * @returns null where no rule of the profile says who is at risk
 */
export function peopleBehind(slice: Slice, { rules, run, series }: Snapshot, profile: Profile): People | null {
  const rule = rules.find(({ figure }) => figure.kind === 'measure in the best segment');
  if (rule?.figure.kind !== 'measure in the best segment') return null;
  const { name, column, above } = measureOf(profile, rule.figure.measure);
  const best = run.segments[0]!.name;
  const atRisk = series.find(({ measure, subject }) => measure === name && subject === best)?.readings.get(sliceKey(slice));
  const users = above === undefined ? null : (atRisk?.moments.sum ?? null);
  const query: ListQuery = {
    kind: 'list',
    filters: [
      ...membersOf(best, slice),
      // where nobody is above the threshold yet, the nearest to it are the next to write to
      ...(above === undefined || users === 0
        ? []
        : [{ kind: 'range', column, low: { value: above, inclusive: false } } as const]),
    ],
    order: { column, order: 'highest' },
    limit: DEFAULT_LISTED,
  };
  return { query, users };
}

/** Users of the best segment in a slice, those first whom a model expects to leave with the highest probability. */
export function peopleExpectedToLeave(slice: Slice, { run }: Snapshot): People {
  const order = { column: LAPSE_PROBABILITY, order: 'highest' } as const;
  return {
    query: { kind: 'list', filters: membersOf(run.segments[0]!.name, slice), order, limit: DEFAULT_LISTED },
    users: null,
  };
}

function membersOf(segment: string, slice: Slice): readonly Filter[] {
  const conditions = Object.entries({ [SEGMENT]: segment, ...slice });
  return conditions.map(([by, value]) => ({ kind: 'values', by, values: [value], negated: false }));
}
