import {
  alertRules,
  type CompleteRun,
  DETECTION,
  type Profile,
  type Snapshot,
  type Store,
  snapshotOf,
  watchedMeasures,
} from '#pipeline';

/**
 * Reads what the evaluation of a run needs.
 *
 * @param since also enough to evaluate every run after this one; it has to be no newer than `run`
 * @returns oldest first, `run` last; of several runs of one day only the last, because the others were corrected by it
 */
export async function loadSnapshots(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  since: CompleteRun = run,
): Promise<readonly Snapshot[]> {
  const rules = alertRules(profile.name);
  const measures = watchedMeasures(profile, rules);
  const needsMovements = rules.some(({ figure }) => figure.kind === 'downgrade share');
  const runs = await runsUpTo(store, run, since);
  const snapshots: Snapshot[] = [];
  for (const [index, each] of runs.entries()) {
    const previous = runs[index - 1];
    const [cells, movements] = await Promise.all([
      store.allCells(each.id, measures),
      needsMovements && previous !== undefined ? store.movements(previous.id, each.id) : undefined,
    ]);
    snapshots.push(snapshotOf(each, { cells, movements }, profile, rules));
  }
  return snapshots;
}

async function runsUpTo(store: Store, last: CompleteRun, since: CompleteRun): Promise<readonly CompleteRun[]> {
  const runs = [last];
  let spare = DETECTION.earlierRuns;
  for (let run = await store.previousRun(last); run !== undefined && spare > 0; run = await store.previousRun(run)) {
    if (run.asOf === runs[0]!.asOf && run.id !== since.id) continue;
    runs.unshift(run);
    if (run.asOf <= since.asOf) spare--;
  }
  return runs;
}
