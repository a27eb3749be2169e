import type { CompleteRun, Store } from '#pipeline';
import { asOfQuery, type Query, type Since } from './query.ts';

/** Runs of a trend. */
const MAX_TREND_RUNS = 60;

/**
 * The runs that a query reads, oldest first; none where the earlier one does not exist.
 * @param run the current one
 */
export async function runsOf(store: Store, run: CompleteRun, query: Query): Promise<readonly CompleteRun[]> {
  if (query.kind === 'change') {
    const earlier = await earlierRun(store, run, query.since);
    return earlier === undefined || earlier.id === run.id ? [] : [earlier, run];
  }
  if (query.kind === 'trend') {
    const newestFirst = await store.runs(run.profile, MAX_TREND_RUNS);
    return newestFirst.filter((other): other is CompleteRun => other.status === 'complete').toReversed();
  }
  const asOf = asOfQuery(query);
  if (asOf === undefined) return [run];
  const earlier = await earlierRun(store, run, asOf);
  return earlier === undefined ? [] : [earlier];
}

async function earlierRun(store: Store, run: CompleteRun, since: Since): Promise<CompleteRun | undefined> {
  switch (since.kind) {
    case 'previous':
      return store.previousRun(run);
    case 'run': {
      const found = await store.run(since.id);
      return found?.status === 'complete' && found.profile === run.profile ? found : undefined;
    }
    case 'date':
      return store.runBefore(run.profile, since.date);
    default:
      return since satisfies never;
  }
}
