/** What moved in a run, more than chance and history explain, and which slice carries it. */
export { alertRules } from './built-in-rules.ts';
export { DETECTION } from './detection.ts';
export { type Drift, drifts } from './drift.ts';
export { explain } from './explain.ts';
export { type Explanation, type Outside, SEVERITIES, type Severity } from './explanation.ts';
export { type Comparison, type Findings, findings, type NotEvaluated, type PastValue } from './findings.ts';
export { type Lateness, latenessOf } from './lateness.ts';
export type { Contributor, Split } from './parts.ts';
export { type AlertKind, type AlertRule, type Figure as WatchedFigure, leastChange } from './rules.ts';
export { fingerprint, isWithin, sliceKey, WHOLE } from './slices.ts';
export { EXPECTED_LOSS, type Snapshot, snapshotOf, watchedMeasures } from './snapshot.ts';
export { type TrustFall, trustFall } from './trust-fall.ts';
