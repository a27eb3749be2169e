import { type CompleteRun, type Profile, RunNotFoundError, type Store } from '#pipeline';

/**
 * The run asked for, else the current one.
 *
 * @throws {RunNotFoundError} if there is none, with what to do
 */
export async function runOrCurrent(store: Store, profile: Profile, id: number | undefined): Promise<CompleteRun> {
  if (id === undefined) {
    const current = await store.currentRun(profile.name);
    if (current === undefined) throw RunNotFoundError.none(store.address);
    return current;
  }
  const run = await store.run(id);
  if (run?.status !== 'complete' || run.profile !== profile.name) {
    const known = (await store.runs(profile.name, 5)).filter(({ status }) => status === 'complete').map((other) => other.id);
    const why = run?.status === 'failed' ? `run ${id} failed in stage ${run.stage} (${run.reason})` : `there is no run ${id}`;
    throw new RunNotFoundError(`${why}; the latest complete runs are ${known.join(', ') || 'none'}`);
  }
  return run;
}
