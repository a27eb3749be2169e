import { type CompleteRun, type CrashRisk, type Profile, type TrainedModel, VERSION_ON_SYSTEM } from '#pipeline';
import { count, day, interval, share, upperFirst } from '../format.ts';
import type { View } from '../views/view.ts';
import type { RiskFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/**
 * How far the risk of a crash can be told when a session begins, and from what. How far was measured when the model was
 * trained, on users held out; from what is of the sessions of the run.
 */
export function buildCrashRisk(risk: RiskFindings, run: CompleteRun, profile: Profile): View {
  const known = 'impossible' in risk ? unknown(risk.impossible) : learned(risk, run, profile);
  return { name: 'crash-risk', title: 'Risk of a crash', details: [], provenance: sessionProvenance(run, profile), ...known };
}

const SHARE = { kind: 'share' } as const;

type Content = Pick<View, 'finding' | 'table' | 'charts' | 'notes'>;

function unknown(why: string): Content {
  return {
    finding: `The risk of a crash cannot be learned from these sessions: ${why}.`,
    table: promisedAndSeen(null),
    charts: [],
    notes: [],
  };
}

function learned({ model, importances }: CrashRisk, run: CompleteRun, profile: Profile): Content {
  const auc = model.metrics.find(({ metric }) => metric === 'rocAuc');
  const shown = importances.slice(0, 6).map(({ feature, share: part }) => ({ label: labelOf(feature, profile), part }));
  const first = shown[0] === undefined ? [] : [`${shown[0].label} tells most about whether a session will crash`];
  const pairs = `in the test of the model, of two sessions of which one crashed, that one had the higher risk ${share(auc?.value ?? 0.5)} of the time`;
  return {
    finding: `${upperFirst([...first, pairs].join('; '))}.`,
    table: promisedAndSeen(model.promises),
    charts:
      shown.length === 0
        ? []
        : [
            {
              mark: 'bar',
              direction: 'horizontal',
              title: `What the risk goes by in run ${run.id}`,
              description: `Bars of how much each column moves the risk of the sessions of run ${run.id}: ${shown.map(({ label, part }) => `${label} ${share(part)}`).join(', ')}.`,
              format: SHARE,
              categoryLabel: '',
              valueLabel: 'Share of all that moves the risk',
              categories: shown.map(({ label }) => label),
              series: [{ name: 'Share', colour: { neutral: 1 }, values: shown.map(({ part }) => part) }],
            },
          ],
    notes: [
      modelNote(model, run),
      testNote(model, run),
      ...(shown.length === 0 ? [] : [`Of run ${run.id}: what the risk goes by, and what tells most.`]),
    ],
  };
}

function labelOf(feature: string, { columns }: Profile): string {
  if (feature === VERSION_ON_SYSTEM) return 'App version on OS version';
  return columns.find(({ name }) => name === feature)?.label ?? feature;
}

function promisedAndSeen(promises: TrainedModel['promises']): View['table'] {
  const bins = (promises?.bins ?? []).filter(({ rowCount }) => rowCount > 0);
  return {
    title: 'Test of the model: promised and seen, for users it had not met',
    columns: [
      { key: 'promised', label: 'Promised risk', format: SHARE },
      { key: 'sessions', label: 'Sessions', format: { kind: 'count' } },
      { key: 'observed', label: 'Crashed', format: SHARE },
      { key: 'interval', label: '95% interval' },
    ],
    rows: bins.map(({ promised, rowCount, observed, interval: range }) => [
      promised,
      rowCount,
      observed,
      range === null ? null : interval(range, SHARE),
    ]),
  };
}

function isOfTheRun({ trainedAt }: TrainedModel, { finishedAt }: CompleteRun): boolean {
  return trainedAt === finishedAt.toISOString();
}

function modelNote(model: TrainedModel, run: CompleteRun): string {
  const { version, learner, trainedAt } = model;
  const begin = 'It knows only what is known when a session begins.';
  return isOfTheRun(model, run)
    ? `Model: ${learner.name}, learned from this run alone; herald train ${run.profile} FILES stores one that knows more weeks. ${begin}`
    : `Model ${version}: ${learner.name}, trained on ${day(trainedAt.slice(0, 10))}. ${begin}`;
}

/** Which figures are of the model's own test. */
function testNote(model: TrainedModel, run: CompleteRun): string {
  const { rowCount, heldOutCount, metrics } = model;
  const range = metrics.find(({ metric }) => metric === 'rocAuc')?.interval;
  const sure = range ? ` (95% interval ${interval(range, SHARE)})` : '';
  const [tested, learned] = [count(heldOutCount), count(rowCount - heldOutCount)];
  return `Of the test of the model: the table, and how often the session that crashed had the higher risk${sure}. ${
    isOfTheRun(model, run)
      ? `It was tested on ${tested} sessions of this run, of users from whom it had learned nothing; it learned from ${learned} others.`
      : `It was tested when it was trained, on ${tested} sessions of users from whom it had learned nothing; it learned from ${learned} others. These are not figures of run ${run.id}.`
  }`;
}
