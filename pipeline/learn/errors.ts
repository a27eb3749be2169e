import { HeraldError } from '../errors.ts';

/** The examples cannot be learned from: one class only, a target that is no number, no rows. */
export class TrainingDataError extends HeraldError {
  readonly code = 'TRAINING_DATA';
}

/** A setting of a learner is out of its range, or names a feature that is not there. */
export class LearnerSettingError extends HeraldError {
  readonly code = 'LEARNER_SETTING';
}

/** The rows do not have the features that the model was trained on. */
export class FeatureMismatchError extends HeraldError {
  readonly code = 'FEATURE_MISMATCH';
}

/** What is stored as a model cannot be read as one. */
export class ModelFormatError extends HeraldError {
  readonly code = 'MODEL_UNREADABLE';

  /** @param fault what is wrong with it */
  constructor(fault: string) {
    super(`${fault}; put it back into the table models from a backup, or delete it there and train again`);
  }
}
