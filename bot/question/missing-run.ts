import type { CompleteRun, Profile } from '#pipeline';
import { canonical } from './canonical.ts';
import { noSuchRun } from './notes.ts';
import type { Query } from './query.ts';
import { restate } from './restate.ts';

/** Why a query that was understood has no answer, and the same about the current run instead. */
export interface MissingRun {
  readonly reason: string;
  readonly instead: string;
}

/**
 * Undefined unless the query is about a run that is not there.
 *
 * @param runs those that it reads
 */
export function missingRun(
  query: Query,
  runs: readonly CompleteRun[],
  current: CompleteRun,
  profile: Profile,
): MissingRun | undefined {
  if (runs.length > 0 || query.kind === 'list' || query.kind === 'trend') return undefined;
  const instead = restate(canonical(ofCurrentRun(query), profile), profile);
  return { reason: noSuchRun(query, current).replace(/\.$/, ''), instead };
}

function ofCurrentRun(query: Exclude<Query, { readonly kind: 'list' | 'trend' }>): Query {
  if (query.kind === 'change') return { kind: 'figure', figure: query.figure, filters: query.filters, by: query.by };
  const { asOf: _, ...current } = query;
  return current;
}
