import type { ChartSpec } from './charts/spec.ts';
import type { WeeklyReport } from './report.ts';
import type { View } from './views/view.ts';

const NOTE = 'Single ones are left out of what is sent; whoever runs Herald finds them with herald view and herald report.';

/** A report for readers who need not be allowed to look up single users: no lists of them, and points without names. */
export function reportWithoutSingles(report: WeeklyReport): WeeklyReport {
  return { ...report, views: report.views.map(viewWithoutSingles) };
}

/** The same of one view. */
export function viewWithoutSingles(view: View): View {
  const { table, details, notes } = view;
  const lists = [table, ...details].some(({ singles }) => singles);
  return {
    ...view,
    table: table.singles ? { ...table, rows: [] } : table,
    details: details.filter(({ singles }) => !singles),
    charts: view.charts.map(withoutNames),
    notes: lists ? [...notes, NOTE] : notes,
  };
}

function withoutNames(chart: ChartSpec): ChartSpec {
  if (chart.mark !== 'scatter') return chart;
  const series = chart.series.map((one) => ({ ...one, points: one.points.map(({ x, y }) => ({ x, y, label: one.name })) }));
  return { ...chart, series };
}
