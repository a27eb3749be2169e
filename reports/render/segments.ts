import { adaptive, colourOf } from '../charts/colours.ts';
import type { ChartSpec, ColourKey } from '../charts/spec.ts';
import type { WeeklyReport } from '../report.ts';

/** A segment as the report shows it. */
export interface ReportSegment {
  readonly name: string;
  /** `#rrggbb` for paper. */
  readonly colour: string;
  /** A CSS value that follows the theme of the page. */
  readonly cssColour: string;
}

/** The segments that the charts of a report show, by falling engagement, each with the one colour it has everywhere. */
export function reportSegments(report: WeeklyReport): readonly ReportSegment[] {
  const byName = new Map<string, number>();
  for (const chart of report.views.flatMap((view) => view.charts)) {
    for (const [name, colour] of coloured(chart)) if ('segment' in colour) byName.set(name, colour.segment);
  }
  return [...byName]
    .sort(([, a], [, b]) => a - b)
    .map(([name, segment]) => {
      const colour = colourOf({ segment });
      return { name, colour, cssColour: adaptive(colour) };
    });
}

function coloured(chart: ChartSpec): readonly (readonly [string, ColourKey])[] {
  switch (chart.mark) {
    case 'pie':
    case 'donut':
      return chart.slices.map(({ label, colour }) => [label, colour]);
    case 'bar':
      return chart.series.flatMap(({ name, colour, colours }) =>
        colours === undefined
          ? [[name, colour] as const]
          : chart.categories.map((category, index) => [category, colours[index] ?? colour] as const),
      );
    case 'line':
    case 'scatter':
      return chart.series.map(({ name, colour }) => [name, colour]);
    case 'sunburst':
      return chart.inner.flatMap(({ outer }) => outer.map(({ label, colour }) => [label, colour] as const));
    case 'heatmap':
      return [];
    default:
      return chart satisfies never;
  }
}
