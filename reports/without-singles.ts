import type { Profile } from '#pipeline';
import type { ChartSpec } from './charts/spec.ts';
import type { WeeklyReport } from './report.ts';
import type { Table, View } from './views/view.ts';

/** A report for readers who need not be allowed to look up single users: no lists of them, and points without names. */
export function reportWithoutSingles(report: WeeklyReport, profile: Profile): WeeklyReport {
  return { ...report, views: report.views.map((view) => viewWithoutSingles(view, profile)) };
}

/** The same of one view. */
export function viewWithoutSingles(view: View, { entity }: Profile): View {
  const { table, details, notes } = view;
  const lists = [table, ...details].some(({ singles }) => singles);
  const note = `Single ${entity.many} are left out of what is sent; whoever runs Herald finds them with herald view and herald report.`;
  return {
    ...view,
    table: table.singles ? pointsOf(view) : table,
    details: details.filter(({ singles }) => !singles),
    charts: view.charts.map(withoutNames),
    notes: lists ? [...notes, note] : notes,
  };
}

/** In place of a list of single users: how many of each kind the chart shows. */
function pointsOf({ charts }: View): Table {
  const series = charts.flatMap((chart) => (chart.mark === 'scatter' ? chart.series : []));
  return {
    title: 'Points by segment',
    columns: [
      { key: 'segment', label: 'Segment' },
      { key: 'points', label: 'Points', format: { kind: 'count' } },
    ],
    rows: series.map(({ name, points }) => [name, points.length]),
  };
}

function withoutNames(chart: ChartSpec): ChartSpec {
  if (chart.mark !== 'scatter') return chart;
  const series = chart.series.map((one) => ({ ...one, points: one.points.map(({ x, y }) => ({ x, y, label: one.name })) }));
  return { ...chart, series };
}
