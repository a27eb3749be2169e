/** What moved in a run, more than chance and history explain, and which slice carries it. */
export { type Explanation, explain, type Outside, type Severity } from './explain.ts';
export { type Comparison, DETECTION, findings, type NotEvaluated, type PastValue } from './findings.ts';
export type { Contributor, Split } from './parts.ts';
export { type AlertKind, type AlertRule, alertRules } from './rules.ts';
export { fingerprint, sliceKey, WHOLE } from './slices.ts';
export { type Snapshot, snapshotOf, watchedMeasures } from './snapshot.ts';
export { type TrustFall, trustFall } from './trust-fall.ts';
