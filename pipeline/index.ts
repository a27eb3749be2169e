/** The pipeline: telemetry in, stored runs out. */
export {
  type AlertKind,
  type AlertRule,
  alertRules,
  type Comparison,
  type Contributor,
  DETECTION,
  type Drift,
  drifts,
  EXPECTED_LOSS,
  type Explanation,
  explain,
  type Findings,
  findings,
  fingerprint,
  isWithin,
  type Lateness,
  latenessOf,
  leastChange,
  type NotEvaluated,
  type Outside,
  type PastValue,
  SEVERITIES,
  type Severity,
  type Snapshot,
  type Split,
  sliceKey,
  snapshotOf,
  type TrustFall,
  trustFall,
  type WatchedFigure,
  WHOLE,
  watchedMeasures,
} from './anomaly/index.ts';
export { inSentence } from './domain/in-sentence.ts';
export {
  bandLabels,
  type Column,
  type Dimension,
  dimensionOf,
  idColumn,
  type Measure,
  measureOf,
  type NumberColumn,
  type Profile,
  UNKNOWN,
} from './domain/profile.ts';
export { profileFaults } from './domain/profile-faults.ts';
export type { NewRun } from './domain/run.ts';
export {
  type Cap,
  type Cell,
  type ChoiceOfK,
  type CompleteRun,
  type Effect,
  type Engine,
  type FailedRun,
  type Interval,
  type Membership,
  type Model,
  type Movement,
  type Quality,
  type Reject,
  type RejectReason,
  type Run,
  type Sample,
  type SampledUser,
  type Segment,
  type Slice,
  STAGES,
  type Stage,
  type Timing,
  type Trust,
  type TrustLevel,
  USERS,
  type UserRow,
} from './domain/run.ts';
export {
  ClusterCountError,
  DatabaseUrlError,
  EmptyInputError,
  HeraldError,
  InputError,
  InterruptedError,
  MissingColumnsError,
  NoVariationError,
  RunNotFoundError,
  StoreError,
  TooManyRejectsError,
} from './errors.ts';
export {
  GenerateOptionError,
  generateTelemetry,
  type Incident,
  type IncidentsDocument,
  OutputFolderError,
  type SessionIncidents,
  type TelemetryOptions,
  type WrittenTelemetry,
  writeSessions,
  writeTelemetry,
} from './generate/index.ts';
export { daysAhead, fileDay, namedDays, today } from './ingest/file-day.ts';
export { declaredName, segmentId } from './label/label.ts';
export {
  errorByChance,
  FeatureMismatchError,
  METRICS,
  type MetricName,
  type Predictor,
  restoreModel,
  type Succession,
  type TrainedModel,
  wilsonInterval,
} from './learn/index.ts';
export { makeFolder } from './make-folder.ts';
export { type Matrix, matrix, row } from './math/matrix.ts';
export { Random } from './math/random.ts';
export {
  addMoments,
  adjustedRandIndex,
  cohensD,
  correlation,
  homogeneity,
  type Moments,
  mean,
  meanInterval,
  meanOf,
  median,
  quantile,
  varianceOf,
  Z95,
} from './math/statistics.ts';
export { type Clock, type PipelinePorts, type ProgressEvent, systemClock } from './ports.ts';
export {
  featureColumn,
  featureLabel,
  foreseeStoredRuns,
  LAPSE,
  LAPSE_PROBABILITY,
  type LapseForecast,
  type LapseTraining,
  lapseOf,
  NoModelError,
  type PredictionDriver,
  predictLapse,
  type ReadSnapshot,
  type RunForecast,
  readHistory,
  trainLapse,
  type UserPrediction,
  type UserSnapshot,
} from './predict/index.ts';
export type { ForeseenUser, SegmentForecast } from './predict/prediction.ts';
export { BUILT_IN_PROFILES, DEFAULT_PROFILE } from './profiles/index.ts';
export { type RunOutcome, runPipeline } from './run.ts';
export { DEFAULT_SEED, type RunRequest } from './run-request.ts';
export { type Score, score } from './score/score.ts';
export {
  BOT_RULES,
  type BotRule,
  type Completeness,
  CRASH,
  type CrashProne,
  type CrashRate,
  type CrashRisk,
  type CrashTraining,
  completeness,
  crashProneSlices,
  crashRates,
  crashRisk,
  flagByRules,
  type Gap,
  gapsOf,
  LEAST_RATIO,
  type RiskySession,
  type RuleFlag,
  readSessions,
  riskiestSessions,
  type SessionFiles,
  type SessionRows,
  sessionRows,
  trainCrash,
  UNUSUAL_FROM,
  type UnusualSessions,
  unusualSessions,
  VERSION_ON_SYSTEM,
} from './sessions/index.ts';
export { openStore } from './store/open.ts';
export type { Predictions } from './store/predictions.ts';
export {
  type Bound,
  CHURN_OUTLOOK,
  type Filter,
  OUTLOOKS,
  type QuestionRequest,
  type RangeFilter,
  SEGMENT,
  type Statement,
  type ValueFilter,
} from './store/question-requests.ts';
export type { AlertFigures, Alerts, NewAlert, StoredAlert } from './store/records/alert.ts';
export type {
  Deliveries,
  Delivery,
  DeliveryFilter,
  DeliveryState,
  NewDelivery,
  Schedules,
} from './store/records/delivery.ts';
export type {
  AnswerRecord,
  Answers,
  AuditEntry,
  AuditLog,
  Handled,
  Records,
  Subscription,
  SubscriptionFilter,
  Subscriptions,
  Vote,
} from './store/records.ts';
export type { Place, Rank, RunContents, Saved, Store, StoredUser, StoreOptions } from './store/store.ts';
export type { Check } from './verify/check.ts';
export { type UserColumns, userColumns } from './verify/user-columns.ts';
export { type StoredFigures, verify } from './verify/verify.ts';
