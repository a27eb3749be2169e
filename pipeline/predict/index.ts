/** Who will leave: learned from the history of snapshots, foreseen for the users of one. */
export { NoModelError } from './errors.ts';
export { featureColumn, featureLabel } from './feature-label.ts';
export { foreseeStoredRuns } from './foresee-stored.ts';
export { readHistory } from './history.ts';
export { type LapseForecast, predictLapse } from './predict-lapse.ts';
export {
  type AtRisk,
  LAPSE_PROBABILITY,
  type PredictedUsers,
  type PredictionDriver,
  type RunForecast,
  type UserPrediction,
} from './prediction.ts';
export { dayOf, type ReadSnapshot, type UserSnapshot } from './snapshot.ts';
export { LAPSE, type LapseTraining, type LapseTrainingRequest, lapseOf, trainLapse } from './train-lapse.ts';
