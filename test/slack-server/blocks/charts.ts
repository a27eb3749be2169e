import { z } from 'zod';
import { type Kind, MESSAGES, type Rule, typed } from './kind.ts';
import { chars, id } from './objects.ts';

const MOST_SERIES = 6; // newer libraries say 12; the documentation says 6
const label = chars(20);

interface Lines {
  readonly series: readonly { readonly name: string; readonly data: readonly { readonly label: string }[] }[];
  readonly axis_config: { readonly categories: readonly string[] };
}

const uniqueNames: Rule = (value) => {
  const names = (value as unknown as Lines).series.map(({ name }) => name);
  const again = names.findIndex((name, index) => names.indexOf(name) !== index);
  return again < 0 ? undefined : { path: ['series', again, 'name'], message: 'series names must be unique' };
};

const uniqueCategories: Rule = (value) => {
  const { categories } = (value as unknown as Lines).axis_config;
  const again = categories.findIndex((category, index) => categories.indexOf(category) !== index);
  return again < 0 ? undefined : { path: ['axis_config', 'categories', again], message: 'categories must be unique' };
};

const onePointPerCategory: Rule = (value) => {
  const { series, axis_config } = value as unknown as Lines;
  const expected = JSON.stringify(axis_config.categories.toSorted());
  const odd = series.findIndex(({ data }) => JSON.stringify(data.map((point) => point.label).toSorted()) !== expected);
  return odd < 0 ? undefined : { path: ['series', odd, 'data'], message: 'must have exactly one point for each category' };
};

const onAxes = {
  series: z
    .array(
      z.strictObject({
        name: label,
        data: z
          .array(z.strictObject({ label, value: z.number() }))
          .min(1)
          .max(20),
      }),
    )
    .min(1)
    .max(MOST_SERIES),
  axis_config: z.strictObject({
    categories: z.array(label).min(1).max(20),
    x_label: chars(50).optional(),
    y_label: chars(50).optional(),
  }),
};
const axisRules = [uniqueNames, uniqueCategories, onePointPerCategory];

export const CHARTS = {
  data_visualization: {
    surfaces: MESSAGES,
    fields: {
      block_id: id,
      title: chars(50),
      chart: z.discriminatedUnion('type', [
        typed('pie', {
          segments: z
            .array(z.strictObject({ label, value: z.number().positive() }))
            .min(1)
            .max(MOST_SERIES),
        }),
        ...(['bar', 'line', 'area'] as const).map((type) => typed(type, onAxes, axisRules)),
      ]),
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;
