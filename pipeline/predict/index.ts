/** Who will leave: learned from the history of snapshots, foreseen for the users of one. */
export { NoModelError } from './errors.ts';
export { featureColumn, featureLabel } from './feature-label.ts';
export { foreseeCurrentRun } from './foresee.ts';
export { readHistory } from './history.ts';
export { type LapseForecast, predictLapse } from './predict-lapse.ts';
export type { PredictedUsers, PredictionDriver, UserPrediction } from './prediction.ts';
export { dayOf, type ReadSnapshot, type UserSnapshot } from './snapshot.ts';
export { LAPSE, type LapseTraining, type LapseTrainingRequest, lapseOf, trainLapse } from './train-lapse.ts';
