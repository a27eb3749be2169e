import type { Profile } from '#pipeline';
import type { Parts } from './parts.ts';
import type { Query } from './query.ts';

/** What people say for one day near the one they ask on. */
export const DAY_WORDS: readonly string[] = ['today', 'as of today', 'yesterday', 'tonight', 'this morning'];

export const SINGLE_DAY =
  'a run covers a span of days and is not kept day by day; ask for the whole run, by weekday, or as of an earlier run';

/** The dimension with the weekday on which a row began: where there is one, a run is of several days. */
export function weekdayOf({ columns, dimensions }: Profile): string | undefined {
  const derived = columns.find((column) => column.kind === 'category' && column.derived?.kind === 'weekday of');
  return dimensions.find(({ column }) => column === derived?.name)?.name;
}

/** Whether one day of a run is asked for: "today", "on 2026-11-16", "3 days ago". */
export function asksSingleDay(parts: Parts, profile: Profile): boolean {
  if (weekdayOf(profile) === undefined) return false;
  if (parts.has('day')) return true;
  return (
    parts.all('reference').some(({ oneDay }) => oneDay) && !parts.has('asOf', 'since', 'versus', 'compare', 'trend', 'between')
  );
}

/** The same question of the whole run, by weekday; undefined where that makes no question. */
export function byWeekday(query: Query, profile: Profile): Query | undefined {
  const by = weekdayOf(profile);
  if (by === undefined || query.kind !== 'figure') return undefined;
  const { figure, filters } = query;
  return { kind: 'figure', figure, filters, by: [...query.by, by] };
}
