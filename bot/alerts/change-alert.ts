import { type Comparison, type Explanation, type Profile, type Snapshot, Z95 } from '#pipeline';
import type { Alert, ChangeEvidence } from './alert.ts';
import { lossIn } from './loss.ts';
import { peopleBehind, peopleExpectedToLeave } from './people.ts';
import { sinceOf, stateOf } from './since.ts';
import { changeSummary, dependsOnSegments, trustWarning } from './summary.ts';

/** @param snapshots up to the run that shows it, oldest first, at least two */
export function changeAlert(explanation: Explanation, snapshots: readonly Snapshot[], profile: Profile): Alert {
  const { headline, kind, severity, slice, fingerprint } = explanation;
  const current = snapshots.at(-1)!;
  const { run } = current;
  const since = sinceOf(explanation.since, snapshots);
  const { change, standardError, z, users, past, measure, subject, from, to } = headline;
  const loss = lossIn(headline, from, current, profile);
  const evidence: ChangeEvidence = {
    type: 'change',
    subject,
    change,
    interval: { low: change - Z95 * standardError, high: change + Z95 * standardError },
    standardError,
    z,
    users,
    userShare: Math.min(1, users / run.rows),
    since,
    history: past,
    alsoMoved: explanation.others.map(figureOf),
    outside: explanation.outside,
    ...explanation.parts,
    alsoIn: explanation.alsoIn.map((other) => ({ slice: other.slice, from: other.from, to: other.to, users: other.users })),
    explains: explanation.explained,
    people: kind === 'churn' ? (loss === undefined ? peopleBehind : peopleExpectedToLeave)(slice, current, profile) : null,
    ...(loss !== undefined && { loss }),
    trustWarning: dependsOnSegments([headline, ...explanation.others]) ? trustWarning(run) : null,
  };
  const alert = { kind, severity, slice, measure, from, to, evidence, runId: run.id, asOf: run.asOf };
  return {
    fingerprint,
    rule: headline.rule.name,
    ...alert,
    state: stateOf(since),
    summary: changeSummary({ ...alert, profile, run, previous: snapshots.at(-2)!.run }),
  };
}

function figureOf({ rule, measure, subject, from, to }: Comparison): ChangeEvidence['alsoMoved'][number] {
  return { rule: rule.name, measure, subject, from, to };
}
