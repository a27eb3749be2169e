import {
  type AlertRule,
  alertRules,
  type CompleteRun,
  DETECTION,
  type Profile,
  type Snapshot,
  type Store,
  snapshotOf,
  watchedMeasures,
} from '#pipeline';

/** What to read beside the run itself. */
export interface LoadOptions {
  /** Also enough to evaluate every run after this one; it has to be no newer than the run. */
  readonly since?: CompleteRun;
  /** What is watched; the rules of the profile unless given. */
  readonly rules?: readonly AlertRule[];
}

/**
 * Reads what the evaluation of a run needs.
 *
 * @returns oldest first, `run` last; of several runs of one day only the last, because the others were corrected by it
 */
export async function loadSnapshots(
  store: Store,
  run: CompleteRun,
  profile: Profile,
  { since = run, rules = alertRules(profile.name) }: LoadOptions = {},
): Promise<readonly Snapshot[]> {
  const measures = watchedMeasures(profile, rules);
  const watches = (kind: AlertRule['figure']['kind']) => rules.some(({ figure }) => figure.kind === kind);
  const runs = await runsUpTo(store, run, since);
  const snapshots: Snapshot[] = [];
  for (const [index, each] of runs.entries()) {
    const previous = runs[index - 1];
    const [cells, movements, sample, forecast] = await Promise.all([
      store.allCells(each.id, measures),
      watches('downgrade share') && previous !== undefined ? store.movements(previous.id, each.id) : undefined,
      watches('feature drift') ? store.sample(each.id) : [],
      watches('expected loss') ? store.predictions.forecast(each.id) : undefined,
    ]);
    const atRisk =
      forecast !== undefined && each === run
        ? await store.predictions.mostAtRisk(each.id, profile.name, each.segments[0]!.name, MOST_AT_RISK)
        : [];
    snapshots.push(snapshotOf(each, { cells, movements, sample, forecast, atRisk }, profile, rules));
  }
  return snapshots;
}

/** Of more, not all have drivers. */
const MOST_AT_RISK = 500;

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
