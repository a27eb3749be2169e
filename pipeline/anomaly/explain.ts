import { type Carrier, carriersOf } from './carriers.ts';
import type { Explanation, Outside, Severity } from './explanation.ts';
import { SEVERITIES } from './explanation.ts';
import type { Comparison } from './findings.ts';
import { joinedByCause } from './one-cause.ts';
import { partsOf } from './parts.ts';
import { leastChange } from './rules.ts';
import { fingerprint, sliceKey, WHOLE } from './slices.ts';
import type { Snapshot } from './snapshot.ts';
import { unjudgedShift } from './unjudged-shift.ts';

/**
 * Makes one incident of all findings that it caused. The slice that carries it is the one whose shift is the most certain:
 * for users who all moved by the same amount that is the most likely slice, because a wider one thins the shift out and
 * a narrower one has fewer users to show it. What that slice brings to the others is then taken away, and the next one
 * is sought in what is left, by a fresh count of what is believable: a large incident does not lend its weight to chance.
 *
 * @param comparisons everything looked at in the new run, moved or not
 * @returns most severe first
 * @see Kulldorff, Huang and Konty (2009), the scan statistic for normal data, https://doi.org/10.1186/1476-072X-8-58
 */
export function explain(
  comparisons: readonly Comparison[],
  current: Snapshot,
  earlier: readonly Snapshot[],
): readonly Explanation[] {
  const byKind = Map.groupBy(comparisons, ({ rule }) => rule.kind);
  const made = [...byKind.values()].flatMap((ofKind) =>
    carriersOf(ofKind, (slice, series) => unjudgedShift(slice, series, current, earlier)).map((carrier) =>
      explanationOf(carrier, ofKind, current, earlier),
    ),
  );
  return joinedByCause(made).toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function explanationOf(
  { slice, moved: [headline, ...others], explained }: Carrier,
  comparisons: readonly Comparison[],
  current: Snapshot,
  earlier: readonly Snapshot[],
): Explanation {
  const { kind } = headline.rule;
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
    alsoIn: [],
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
  return { users, from, to, moved: certain && Math.abs(to - from) >= leastChange(headline.rule, from) / 2 };
}

function isSameSeries(a: Pick<Comparison, 'measure' | 'subject'>, b: Pick<Comparison, 'measure' | 'subject'>): boolean {
  return a.measure === b.measure && a.subject === b.subject;
}
