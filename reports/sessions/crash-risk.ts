import type { CompleteRun, CrashRisk, Profile } from '#pipeline';
import { decimal, interval, share } from '../format.ts';
import type { ReportView } from '../views/view.ts';
import { sessionProvenance } from './provenance.ts';

/** How far the risk of a crash can be told when a session begins, and from what. */
export function buildCrashRisk(risk: CrashRisk, run: CompleteRun, profile: Profile): ReportView {
  const { predictor, importances, calibration } = risk;
  const { model } = predictor;
  const auc = model.metrics.find(({ metric }) => metric === 'rocAuc');
  const labelOf = (name: string) => profile.columns.find((column) => column.name === name)?.label ?? 'App version on OS version';
  const shown = importances.slice(0, 6);
  const bins = (calibration?.bins ?? []).filter(({ rowCount }) => rowCount > 0);
  return {
    name: 'crash-risk',
    title: 'Risk of a crash',
    finding: `${labelOf(shown[0]?.feature ?? '')} tells most about whether a session will crash; of a session that crashed and one that did not, the model gives the first the higher risk in ${share(auc?.value ?? 0.5)} of pairs.`,
    table: {
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
    },
    charts: [
      {
        mark: 'bar',
        direction: 'horizontal',
        title: 'What the risk goes by',
        description: `Bars of how much each column moves the risk: ${shown.map((one) => `${labelOf(one.feature)} ${share(one.share)}`).join(', ')}.`,
        format: { kind: 'share' },
        categoryLabel: '',
        valueLabel: 'Share of all that moves the risk',
        categories: shown.map(({ feature }) => labelOf(feature)),
        series: [{ name: 'Share', colour: { neutral: 1 }, values: shown.map((one) => one.share) }],
      },
    ],
    details: [],
    notes: [
      `Model: ${model.learner.name}, trained on ${decimal(model.rowCount - model.heldOutCount, 0)} sessions, measured on ${decimal(model.heldOutCount, 0)} of other users${auc?.interval ? `; the share of pairs is between ${share(auc.interval.low)} and ${share(auc.interval.high)}` : ''}. It knows only what is known when a session begins.`,
    ],
    provenance: sessionProvenance(run, profile),
  };
}
