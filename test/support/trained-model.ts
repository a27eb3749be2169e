import { DEFAULT_PROFILE, readHistory, runPipeline, type TrainedModel, trainLapse } from '#pipeline';
import { candidate, logisticRegression } from '../../pipeline/learn/index.ts';
import type { GeneratedRuns } from './generated-runs.ts';

/** A model of who leaves, learned from the files of the runs by the fastest learner. */
export async function trainedOn({ files }: Pick<GeneratedRuns, 'files'>): Promise<TrainedModel> {
  const { model } = trainLapse({
    profile: DEFAULT_PROFILE,
    snapshots: await readHistory(files, [], DEFAULT_PROFILE),
    old: undefined,
    trainedAt: new Date('2026-11-16T07:00:00Z'),
    seed: 1,
    candidates: [candidate('logistic regression', logisticRegression)],
  });
  return model;
}

/** Stores a model, and runs the last file once more a day later, which the model then foresees. */
export async function foreseeLast(runs: GeneratedRuns): Promise<void> {
  const { store, files } = runs;
  await store.predictions.saveModel(await trainedOn(runs));
  const ports = { store, clock: { now: () => new Date('2026-11-17T06:00:00Z') }, progress: () => undefined };
  await runPipeline({ files: [files.at(-1)!], profile: DEFAULT_PROFILE, asOf: '2026-11-17' }, ports);
}
