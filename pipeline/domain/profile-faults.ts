import type { Column, NumberColumn, Profile } from './profile.ts';

/** What keeps a declared profile from being run, each fault in a few words; empty for a sound one. */
export function profileFaults(profile: Profile): readonly string[] {
  const { columns, cleaning, features, dimensions, measures, kpis, deepDive, naming } = profile;
  const numbers = new Map(columns.filter(isNumber).map((column) => [column.name, column]));
  const categories = new Set(columns.filter(({ kind }) => kind === 'category').map(({ name }) => name));
  const measured = new Set(measures.map(({ name }) => name));
  const unknown = (names: readonly string[], known: { has(name: string): boolean }, fault: string) =>
    names.filter((name) => !known.has(name)).map((name) => `${name} ${fault}`);
  return [
    ...(columns.filter(({ kind }) => kind === 'id').length === 1 ? [] : ['exactly one column must be the id']),
    ...repeated(columns.map(({ name }) => name)).map((name) => `column ${name} is declared twice`),
    ...repeated([...dimensions, ...measures].map(({ name }) => name)).map(
      (name) => `dimension or measure ${name} is declared twice`,
    ),
    ...(features.length === 0 ? ['there must be features to cluster by'] : []),
    ...unknown(features, numbers, 'is a feature but no number column'),
    ...unknown([...cleaning.impute, ...cleaning.cap], numbers, 'is cleaned but no number column'),
    ...features
      .filter((feature) => numbers.get(feature)?.missing === 'keep' && !cleaning.impute.includes(feature))
      .map((feature) => `${feature} is a feature that may be missing, so it must be imputed`),
    ...unknown(
      measures.map(({ column }) => column),
      numbers,
      'is measured but no number column',
    ),
    ...dimensions.flatMap(({ kind, column }) =>
      kind === 'bands'
        ? unknown([column], numbers, 'is banded but no number column')
        : unknown([column], categories, 'is a dimension but no category column'),
    ),
    ...unknown([...kpis, deepDive.x, deepDive.y], measured, 'is a KPI or in the deep dive but no measure'),
    ...unknown(
      [...Object.keys(naming.index), ...naming.traits.map(({ feature }) => feature)],
      new Set(features),
      'names segments but is no feature',
    ),
    ...(Object.keys(naming.index).length === 0 ? ['naming.index must weigh at least one feature'] : []),
  ];
}

function isNumber(column: Column): column is NumberColumn {
  return column.kind === 'number';
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
