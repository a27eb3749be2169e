/** What moved in a run, more than chance and history explain, and which slice carries it. */
export { type Explanation, explain, type Outside, type Severity } from './explain.ts';
export { type Comparison, DETECTION, type Findings, findings, type NotEvaluated, type PastValue } from './findings.ts';
export type { Contributor, Parts, Split } from './parts.ts';
export { ALERT_KINDS, type AlertKind, type AlertRule, alertRules, type Figure } from './rules.ts';
export { fingerprint, sliceKey, WHOLE } from './slices.ts';
export { type Snapshot, type SnapshotContents, snapshotOf, watchedMeasures } from './snapshot.ts';
export { type TrustFall, trustFall } from './trust-fall.ts';
