/** Learning from examples: learners, how good they are, what drives their predictions, and models that can be stored. */
export { type Calibrator, calibrated, chooseCalibration, fitCalibrator } from './calibration/calibrator.ts';
export { defaultCandidates } from './candidates.ts';
export { FeatureMismatchError, LearnerSettingError, ModelFormatError, TrainingDataError } from './errors.ts';
export { type Driver, driversOf, type Importance, importances } from './explain/drivers.ts';
export { membershipContributions, membershipMargin } from './explain/membership.ts';
export type {
  CategoryFeature,
  Contributions,
  Feature,
  FeatureShape,
  Fitted,
  Learner,
  ModelJson,
  NumberFeature,
  Outcome,
  Table,
} from './learner.ts';
export { LEARNER_KINDS, restoreFitted } from './learners.ts';
export { lasso, linearRegression, ridge } from './linear/least-squares.ts';
export { logisticRegression } from './linear/logistic.ts';
export type { Resampling } from './metrics/bootstrap.ts';
export { type Calibration, type CalibrationBin, calibrationOf, errorByChance } from './metrics/calibration-table.ts';
export { type Confusion, confusion } from './metrics/confusion.ts';
export {
  CLASSIFICATION_METRICS,
  compare,
  type Lead,
  METRICS,
  type Measured,
  type MetricName,
  measure,
  type Predictions,
  REGRESSION_METRICS,
} from './metrics/metric.ts';
export { wilsonInterval } from './metrics/wilson.ts';
export { mlp } from './mlp/mlp.ts';
export { dataHash } from './model/data-hash.ts';
export { type HeldOut, holdOutById } from './model/hold-out.ts';
export { checkFits, type Fit, type Predictor, restoreModel } from './model/predictor.ts';
export { decideReplacement, type Replacement } from './model/replacement.ts';
export { requireOutcomes } from './model/require-outcomes.ts';
export { type Succession, succession } from './model/succession.ts';
export { type Training, type TrainingRequest, trainModel } from './model/train.ts';
export { parseTrainedModel, type TrainedModel } from './model/trained-model.ts';
export type { Balance } from './prepare/balance.ts';
export { alignTable, takeTableRows, takeValues } from './table.ts';
export { boostedTrees } from './trees/boosted-trees.ts';
export { ISOLATION_DEFAULTS, isolationForest } from './trees/isolation-forest.ts';
export { randomForest } from './trees/random-forest.ts';
export { type Candidate, candidate } from './validation/candidate.ts';
export { groupsOf, stratifiedFolds } from './validation/folds.ts';
export { type Leaderboard, type LeaderboardEntry, leaderboard, type RankingMetric } from './validation/leaderboard.ts';
export { type ChosenThreshold, chooseThreshold, type ThresholdRule } from './validation/threshold.ts';
