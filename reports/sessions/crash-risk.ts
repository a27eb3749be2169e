import { type CompleteRun, type CrashRisk, type Profile, type TrainedModel, VERSION_ON_SYSTEM } from '#pipeline';
import { count, day, interval, list, share } from '../format.ts';
import type { View } from '../views/view.ts';
import type { RiskFindings } from './findings.ts';
import { sessionProvenance } from './provenance.ts';

/** How far the risk of a crash can be told when a session begins, and from what. */
export function buildCrashRisk(risk: RiskFindings, run: CompleteRun, profile: Profile): View {
  const known = 'impossible' in risk ? unknown(risk.impossible) : learned(risk, run, profile);
  return { name: 'crash-risk', title: 'Risk of a crash', details: [], provenance: sessionProvenance(run, profile), ...known };
}

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
  const pairs = `of a session that crashed and one that did not, the model gives the first the higher risk in ${share(auc?.value ?? 0.5)} of pairs`;
  return {
    finding: `${shown[0] === undefined ? 'O' : `${shown[0].label} tells most about whether a session will crash; o`}${pairs.slice(1)}.`,
    table: promisedAndSeen(model.promises),
    charts:
      shown.length === 0
        ? []
        : [
            {
              mark: 'bar',
              direction: 'horizontal',
              title: 'What the risk goes by',
              description: `Bars of how much each column moves the risk: ${shown.map(({ label, part }) => `${label} ${share(part)}`).join(', ')}.`,
              format: { kind: 'share' },
              categoryLabel: '',
              valueLabel: 'Share of all that moves the risk',
              categories: shown.map(({ label }) => label),
              series: [{ name: 'Share', colour: { neutral: 1 }, values: shown.map(({ part }) => part) }],
            },
          ],
    notes: [modelNote(model, run), measuredNote(model)],
  };
}

function labelOf(feature: string, { columns }: Profile): string {
  if (feature === VERSION_ON_SYSTEM) return 'App version on OS version';
  return columns.find(({ name }) => name === feature)?.label ?? feature;
}

function promisedAndSeen(promises: TrainedModel['promises']): View['table'] {
  const bins = (promises?.bins ?? []).filter(({ rowCount }) => rowCount > 0);
  return {
    title: 'Promised and seen, on users the model had not met',
    columns: [
      { key: 'promised', label: 'Promised risk', format: { kind: 'share' } },
      { key: 'sessions', label: 'Sessions', format: { kind: 'count' } },
      { key: 'observed', label: 'Crashed', format: { kind: 'share' } },
      { key: 'interval', label: '95% interval' },
    ],
    rows: bins.map(({ promised, rowCount, observed, interval: range }) => [
      promised,
      rowCount,
      observed,
      range === null ? null : interval(range, { kind: 'share' }),
    ]),
  };
}

function modelNote({ version, learner, trainedAt }: TrainedModel, { finishedAt, profile }: CompleteRun): string {
  const ofTheRun = trainedAt === finishedAt.toISOString();
  return ofTheRun
    ? `Model: ${learner.name}, learned from this run alone; herald train ${profile} FILES stores one that knows more weeks.`
    : `Model ${version}: ${learner.name}, trained on ${day(trainedAt.slice(0, 10))}.`;
}

function measuredNote({ rowCount, heldOutCount, metrics }: TrainedModel): string {
  const auc = metrics.find(({ metric }) => metric === 'rocAuc');
  const range = auc?.interval ? `; the share of pairs is between ${share(auc.interval.low)} and ${share(auc.interval.high)}` : '';
  const parts = [
    `trained on ${count(rowCount - heldOutCount)} sessions`,
    `measured on ${count(heldOutCount)} of other users${range}`,
  ];
  return `It was ${list(parts)}. It knows only what is known when a session begins.`;
}
