import type { ChartSpec } from '#reports';
import type { DataVisualizationBlock, SlackChart } from '../message.ts';
import { capitalised, shown } from './text.ts';

const MOST_SERIES = 6;
const MOST_CATEGORIES = 20;
const LONGEST_LABEL = 20;
const LONGEST_TITLE = 50;

/** A chart as Slack draws it; undefined for what it cannot draw truthfully, such as gaps, scatter plots or too many bars. */
export function slackChart(spec: ChartSpec): DataVisualizationBlock | undefined {
  const chart = chartOf(spec);
  return chart && { type: 'data_visualization', title: capitalised(shown(spec.title, LONGEST_TITLE)), chart };
}

function chartOf(spec: ChartSpec): SlackChart | undefined {
  if ('slices' in spec) return pieOf(spec);
  return 'categories' in spec ? seriesOf(spec) : undefined;
}

function pieOf({ slices, format }: Extract<ChartSpec, { mark: 'pie' | 'donut' }>): SlackChart | undefined {
  const parts = slices.filter(({ value }) => value !== 0); // nothing is drawn of nothing, and Slack refuses it
  const labels = labelsOf(parts.map(({ label }) => label));
  if (labels === undefined || parts.length === 0 || parts.length > MOST_SERIES) return undefined;
  if (!parts.every(({ value }) => Number.isFinite(value) && value > 0)) return undefined;
  return { type: 'pie', segments: parts.map(({ value }, index) => ({ label: labels[index]!, value: scaled(value, format) })) };
}

type SeriesSpec = Extract<ChartSpec, { readonly categories: readonly string[] }>;

function seriesOf(spec: SeriesSpec): SlackChart | undefined {
  const { series, format } = spec;
  const categories = labelsOf(spec.categories);
  const names =
    series.length === 1 ? [shown(capitalised(spec.valueLabel), LONGEST_LABEL)] : labelsOf(series.map(({ name }) => name));
  if (categories === undefined || names === undefined) return undefined;
  if (categories.length === 0 || categories.length > MOST_CATEGORIES) return undefined;
  if (series.length === 0 || series.length > MOST_SERIES) return undefined;
  const complete = series.every(
    ({ values }) => values.length === categories.length && values.every((value) => value !== null && Number.isFinite(value)),
  );
  if (!complete) return undefined;
  return {
    type: spec.mark === 'bar' ? 'bar' : 'line',
    series: series.map(({ values }, index) => ({
      name: names[index]!,
      data: categories.map((label, place) => ({ label, value: scaled(values[place]!, format) })),
    })),
    axis_config: {
      categories,
      ...(spec.categoryLabel !== '' && { x_label: axisLabel(spec.categoryLabel) }),
      ...yLabel(spec),
    },
  };
}

/** The title says what the bars are, so that the axis often needs no more than the unit. */
function yLabel({ valueLabel, title, format }: SeriesSpec): { readonly y_label?: string } {
  const unit = format.kind === 'share' ? 'percent' : format.kind === 'number' ? (format.unit ?? '') : '';
  if (valueLabel === title) return unit === '' ? {} : { y_label: axisLabel(unit) };
  return { y_label: axisLabel(unit === '' ? valueLabel : `${valueLabel}, ${unit}`) };
}

function axisLabel(text: string): string {
  return capitalised(shown(text, LONGEST_TITLE));
}

/** Shares in percent; as many decimals as the reader would be told. */
function scaled(value: number, format: SeriesSpec['format']): number {
  const [size, digits] = format.kind === 'share' ? [value * 100, 1] : [value, format.kind === 'count' ? 0 : format.digits];
  const rounded = Number(size.toFixed(digits));
  return rounded === 0 && size > 0 ? size : rounded;
}

/** Undefined where a label would have to be cut; a picture has room for it. */
function labelsOf(texts: readonly string[]): readonly string[] | undefined {
  const labels = texts.map((text) =>
    shown(text.length > LONGEST_LABEL ? text.replace(/ \(unproven\)$/, ' (?)') : text, Infinity),
  );
  return labels.some((label) => label.length > LONGEST_LABEL) || new Set(labels).size < labels.length ? undefined : labels;
}
