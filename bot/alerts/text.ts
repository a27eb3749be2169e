import type { Profile } from '#pipeline';
import { count, counted, formatNumber, list, share, signed } from '#reports';
import { withOutlook } from '../question/outlook.ts';
import { restate } from '../question/restate.ts';
import { clean } from '../terminal/text.ts';
import { actionFor } from './actions.ts';
import type { Alert, AlertReport, ChangeEvidence, People } from './alert.ts';
import { lossLines } from './loss.ts';
import { movement } from './summary.ts';
import { errorsInWords, figureInWords, formatOf, sliceInWords, slicesInWords } from './words.ts';

/** An evaluation for the terminal: each alert as it would read in a message, then what was looked at. */
export function reportText(report: AlertReport, profile: Profile): string {
  const { alerts, lookedAt, notEvaluated } = report;
  const { measures, slices, earlierRuns } = lookedAt;
  if (earlierRuns === 0)
    return `No alerts: run ${report.runId} (as of ${report.asOf}) is the first; there is nothing to compare it with yet.`;
  const extent = `${count(measures)} measures in ${count(slices)} slices looked at`;
  const unseen = notEvaluated.length === 0 ? '' : `, ${count(notEvaluated.length)} slices too small or too new to judge`;
  const context = `Run ${report.runId} · as of ${report.asOf} · compared with ${runsInWords(earlierRuns)}`;
  if (alerts.length === 0) return `No alerts: ${extent}${unseen}.\n${context}`;
  return [...alerts.map((alert) => alertText(alert, profile)), `${context} · ${extent}${unseen}`].join('\n\n');
}

/** What, how sure, since when, which slice, what to do. */
export function alertText(alert: Alert, profile: Profile): string {
  const { evidence } = alert;
  const since = `run ${evidence.since.runId}, as of ${evidence.since.asOf}`;
  const lines: (readonly [string, string])[] = [
    ...(evidence.type === 'change'
      ? changeLines(alert, evidence, profile)
      : evidence.reasons.map((reason) => ['Reason', reason] as const)),
    ['Since', alert.state === 'resolved' ? `${since}; last seen in run ${alert.runId}, as of ${alert.asOf}` : since],
    ['Do', actionFor(alert, profile)],
  ];
  const title = `${alert.severity.toUpperCase()} · ${alert.kind} · ${alert.state} · ${alert.fingerprint}`;
  return cleanLines([title, alert.summary, ...lines.map(([label, text]) => `  ${`${label}:`.padEnd(WIDTH)}${text}`)]);
}

const WIDTH = 12;

/** Slices and segments are named by the data, and a terminal obeys what it is sent. */
function cleanLines(lines: readonly string[]): string {
  return lines.map((line) => clean(line)).join('\n');
}

function changeLines(alert: Alert, evidence: ChangeEvidence, profile: Profile): readonly (readonly [string, string])[] {
  const figure = { measure: alert.measure, subject: evidence.subject };
  const also = evidence.alsoMoved.map(
    (other) => `${figureInWords(other, profile)} ${movement(other, other.from, other.to, profile)}`,
  );
  const contributors = evidence.contributors.map(
    ({ slice, share: part }) => `${sliceInWords(slice, profile)} (${share(part)} of it)`,
  );
  const format = formatOf(figure, profile);
  const [least, most] = [signed(evidence.interval.low, format), signed(evidence.interval.high, format)];
  const runs = runsInWords(evidence.history.length);
  const seen = evidence.history.map(({ value }) => formatNumber(value, format)).join(', ');
  return [
    ...lossLines(evidence, profile),
    ['How sure', `${errorsInWords(evidence.z)} from what ${runs} let one expect; the change is ${least} to ${most} (95%)`],
    ['Before', `${seen} in ${runs}`],
    ['Where', `${slicesInWords(alert.slice, evidence, profile)}${wholeInWords(evidence)}`],
    ...(also.length > 0 ? [['Also', also.join('; ')] as const] : []),
    ...(contributors.length > 0 ? [['Mostly', list(contributors)] as const] : []),
    ...(evidence.people !== null ? [['People', peopleInWords(evidence.people, profile)] as const] : []),
    ...(evidence.explains.length > 0
      ? [
          [
            'Explains',
            `${counted(evidence.explains.length, { one: 'other slice', many: 'other slices' })} that moved because of this one`,
          ] as const,
        ]
      : []),
  ];
}

/** How many are at risk, and the words that list them for those who may. */
function peopleInWords({ query, users }: People, profile: Profile): string {
  const found = users === null ? '' : `${counted(users, profile.entity)} of the best segment at risk; `;
  return `${found}ask: ${restate(query, withOutlook(profile))}`;
}

function runsInWords(runs: number): string {
  return `${count(runs)} earlier ${runs === 1 ? 'run' : 'runs'}`;
}

/** A share above all of it means that the others went the other way; there is nothing to learn from the figure then. */
function wholeInWords({ shareOfWhole }: ChangeEvidence): string {
  return shareOfWhole === null || shareOfWhole > 1 ? '' : `; ${share(shareOfWhole)} of the change over everybody`;
}
