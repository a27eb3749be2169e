import { type Predictor, restoreModel, type Store, StoreError, type Succession, type TrainedModel } from '#pipeline';

/** What any training ends with. */
interface Trained {
  readonly model: TrainedModel;
  readonly replacement: Succession;
}

/**
 * Trains, and stores the model if it may be. Where another training has stored one in the meantime, it is done anew, so that the
 * model is compared with the one that it would replace.
 *
 * @param train from the model in use, if there is one
 * @returns the training, and the version of the model that it was compared with
 */
export async function trainInTurn<T extends Trained>(
  { predictions }: Pick<Store, 'predictions'>,
  { profile, target }: { readonly profile: string; readonly target: string },
  train: (old: Predictor | undefined) => T,
): Promise<{ readonly training: T; readonly oldVersion: number | undefined }> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const old = await predictions.model(profile, target);
    const training = train(old && restoreModel(old));
    const isDone = !training.replacement.replace || (await predictions.saveModel(training.model)) === 'stored';
    if (isDone) return { training, oldVersion: old?.version };
  }
  throw new StoreError(
    `${MOST_ATTEMPTS} other trainings of ${profile} were stored during this one; start it again when they are done`,
  );
}

const MOST_ATTEMPTS = 3;
