import type { Slice } from '../domain/run.ts';
import { twoSided } from './chance.ts';
import { type Comparison, type Findings, matters } from './findings.ts';
import { partsOf, type Parts } from './parts.ts';
import type { AlertKind } from './rules.ts';
import { fingerprint, overlap, sliceKey, WHOLE } from './slices.ts';
import type { Snapshot } from './snapshot.ts';

export type Severity = 'high' | 'medium' | 'low';

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
  readonly parts: Parts;
}

export interface Outside {
  readonly users: number;
  readonly from: number;
  readonly to: number;
  /** More than chance explains (|z| ≥ 3) and at least half of what the rule asks for. */
  readonly moved: boolean;
}

/**
 * Makes one incident of the findings that it caused. The slice that carries it is the one whose shift is the most certain:
 * for users who all moved by the same amount that is the most likely slice, because a wider one thins the shift out and
 * a narrower one has fewer users to show it. What that slice brings to the others is then taken away, and the next one
 * is sought in what is left.
 *
 * @returns most severe first
 * @see Kulldorff, Huang and Konty (2009), the scan statistic for normal data, https://doi.org/10.1186/1476-072X-8-58
 */
export function explain(result: Findings, current: Snapshot, earlier: readonly Snapshot[]): readonly Explanation[] {
  const byKind = Map.groupBy(result.found, ({ rule }) => rule.kind);
  const made = [...byKind].flatMap(([kind, found]) => {
    const comparisons = result.comparisons.filter(({ rule }) => rule.kind === kind);
    return carriersOf(found, comparisons, result.pLimit).map((carrier) =>
      explanationOf(kind, carrier, found, comparisons, current, earlier),
    );
  });
  return made.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low'];

interface Carrier {
  readonly slice: Slice;
  /** Slices whose findings it explains. */
  readonly explained: readonly Slice[];
}

function carriersOf(found: readonly Comparison[], comparisons: readonly Comparison[], pLimit: number): readonly Carrier[] {
  const usersIn = userCounts(comparisons);
  const left = new Map(comparisons.map((comparison) => [comparison, comparison.change]));
  const carriers: Carrier[] = [];
  let open = found;
  while (open.length > 0) {
    const zLeft = (comparison: Comparison) => Math.abs(left.get(comparison)!) / comparison.standardError;
    const { slice } = open.reduce((best, other) => (zLeft(other) > zLeft(best) ? other : best));
    const key = sliceKey(slice);
    for (const series of seriesOf(comparisons)) {
      const shift = left.get(series.find((comparison) => sliceKey(comparison.slice) === key)!);
      if (shift === undefined) continue;
      for (const other of series) left.set(other, left.get(other)! - shift * overlap(slice, other.slice, usersIn));
    }
    const still = open.filter((comparison) => sliceKey(comparison.slice) !== key && stands(comparison, left.get(comparison)!, pLimit));
    const explained = open.filter((comparison) => !still.includes(comparison)).map((comparison) => comparison.slice);
    carriers.push({ slice, explained: distinct(explained).filter((other) => sliceKey(other) !== key) });
    open = still;
  }
  return carriers;
}

/** Whether what is left of a finding is one by itself: certain, large enough, and most of what there was. */
function stands(comparison: Comparison, left: number, pLimit: number): boolean {
  const { change, standardError } = comparison;
  return left * change > 0 && Math.abs(left) >= Math.abs(change) / 2 && twoSided(left / standardError) <= pLimit && matters(left, comparison);
}

function explanationOf(
  kind: AlertKind,
  { slice, explained }: Carrier,
  found: readonly Comparison[],
  comparisons: readonly Comparison[],
  current: Snapshot,
  earlier: readonly Snapshot[],
): Explanation {
  const here = found.filter((comparison) => sliceKey(comparison.slice) === sliceKey(slice));
  const [headline, ...others] = here as [Comparison, ...Comparison[]]; // in the order of the rules
  const since = onset(headline, current);
  return {
    fingerprint: fingerprint(kind, slice),
    kind,
    severity: severityOf(headline, current.run.rows),
    slice,
    headline,
    others,
    since,
    outside: outsideOf(headline, comparisons),
    explained,
    parts: partsOf(headline, current, earlier, since.runId),
  };
}

/** Back from the new run for as long as the values are nearer to it than to what was expected. */
function onset({ past, from, to }: Comparison, { run }: Snapshot): Explanation['since'] {
  let first = { runId: run.id, asOf: run.asOf };
  for (const { runId, asOf, value } of past.toReversed()) {
    if (Math.abs(value - to) >= Math.abs(value - from)) break;
    first = { runId, asOf };
  }
  return first;
}

/** A severe change for at least one user in fifty is high; one of the two makes it medium. */
function severityOf({ change, rule, users }: Comparison, allUsers: number): Severity {
  const severe = Math.abs(change) >= rule.severe;
  const many = users >= MANY_USERS * allUsers;
  if (severe && many) return 'high';
  return severe || many ? 'medium' : 'low';
}

const MANY_USERS = 0.02;

function outsideOf(headline: Comparison, comparisons: readonly Comparison[]): Outside | null {
  const whole = comparisons.find((other) => isSameSeries(other, headline) && sliceKey(other.slice) === sliceKey(WHOLE));
  if (whole === undefined || sliceKey(headline.slice) === sliceKey(WHOLE)) return null;
  const users = whole.users - headline.users;
  if (users <= 0) return null;
  const without = (all: number, own: number) => (all * whole.users - own * headline.users) / users;
  const [from, to] = [without(whole.from, headline.from), without(whole.to, headline.to)];
  const certain = Math.abs(to - from) >= 3 * whole.standardError * (whole.users / users);
  const { absolute, relative } = headline.rule.minimum;
  return { users, from, to, moved: certain && Math.abs(to - from) >= Math.max(absolute, relative * Math.abs(from)) / 2 };
}

function userCounts(comparisons: readonly Comparison[]): (slice: Slice) => number {
  const counts = new Map<string, number>();
  for (const { slice, users } of comparisons) counts.set(sliceKey(slice), Math.max(users, counts.get(sliceKey(slice)) ?? 0));
  return (slice) => counts.get(sliceKey(slice)) ?? Number.POSITIVE_INFINITY;
}

function seriesOf(comparisons: readonly Comparison[]): readonly (readonly Comparison[])[] {
  return [...Map.groupBy(comparisons, ({ measure, subject }) => `${measure} ${subject}`).values()];
}

export function isSameSeries(a: Pick<Comparison, 'measure' | 'subject'>, b: Pick<Comparison, 'measure' | 'subject'>): boolean {
  return a.measure === b.measure && a.subject === b.subject;
}

function distinct(slices: readonly Slice[]): readonly Slice[] {
  return [...new Map(slices.map((slice) => [sliceKey(slice), slice])).values()];
}
