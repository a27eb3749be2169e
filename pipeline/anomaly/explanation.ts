import type { Slice } from '../domain/run.ts';
import type { Comparison } from './findings.ts';
import type { Parts } from './parts.ts';
import type { AlertKind } from './rules.ts';

export type Severity = 'high' | 'medium' | 'low';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low'];

/** One incident: the slice that carries it, and all that it explains. */
export interface Explanation {
  readonly fingerprint: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly slice: Slice;
  /** The figure that tells most of it. */
  readonly headline: Comparison;
  /** Other figures of the kind that moved in the same slice. */
  readonly others: readonly Comparison[];
  /** The first run of those that show it without a gap up to the new one. */
  readonly since: { readonly runId: number; readonly asOf: string };
  /** Everybody else, by the same figure; null where the slice is everybody. */
  readonly outside: Outside | null;
  /** Findings elsewhere that are the same incident seen from another side. */
  readonly explained: readonly Slice[];
  /** The same figure in further slices that one fault of the data explains too; empty for most. */
  readonly alsoIn: readonly Comparison[];
  readonly parts: Parts;
}

export interface Outside {
  readonly users: number;
  readonly from: number;
  readonly to: number;
  /** More than chance explains (|z| ≥ 3) and at least half of what the rule asks for. */
  readonly moved: boolean;
}
