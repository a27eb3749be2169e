import type { CompleteRun, Profile } from '#pipeline';
import { asOfQuery, type Query } from './query.ts';
import type { Withheld } from './small-groups.ts';

/** What to say where a query asks about a run that is not there. */
export function noSuchRun(query: Query, current: CompleteRun): string {
  const since = query.kind === 'change' ? query.since : asOfQuery(query);
  if (since === undefined || since.kind === 'previous') return 'There is no earlier run yet.';
  if (since.kind === 'run' && since.id === current.id)
    return `Run ${current.id} is the current one: there is nothing to compare it with.`;
  const named = since.kind === 'run' ? `run ${since.id}` : `from ${since.date} or before`;
  return query.kind === 'change'
    ? `There is no earlier run to compare with: none is ${named}.`
    : `There is no such run: none is ${named}.`;
}

/** What to say of groups that are not shown because they are small; nothing where all are shown. */
export function withheldNote(withheld: Withheld | null, smallest: number, { entity }: Profile): string {
  if (withheld === null) return '';
  const { count: left, of, all, reason } = withheld;
  const few = `fewer than ${smallest} ${entity.many}`;
  const elsewhere = 'not shown here; ask in a direct message.';
  if (all && reason === 'fewer') return `${few.charAt(0).toUpperCase()}${few.slice(1)}: ${elsewhere}`;
  if (all) return `This would single out ${few}: ${elsewhere}`;
  const what = `${left} ${left === 1 ? of.slice(0, -1) : of}`;
  const verb = left === 1 ? 'is' : 'are';
  if (reason === 'fewer') return `${what} ${of === 'groups' ? 'of' : 'with'} ${few} ${verb} not shown.`;
  return `${what} ${verb} not shown, so that no ${few} can be singled out.`;
}
