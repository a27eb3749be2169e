import { type Column, derivationOf, type NumberColumn, type Profile } from './profile.ts';

/** What keeps a declared profile from being run, each fault in a few words; empty for a sound one. */
export function profileFaults(profile: Profile): readonly string[] {
  const { columns, cleaning, features, dimensions, measures, kpis, deepDive, naming, lapse } = profile;
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
    ...columns.flatMap((column) => derivationFaults(column, columns)),
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
    ...unknown(
      measures.filter(({ above }) => above !== undefined).map(({ column }) => column),
      new Set(measures.filter(({ above }) => above === undefined).map(({ column }) => column)),
      'is measured above a threshold, so it must have a measure of its own, too',
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
    ...unknown(
      lapse === undefined ? [] : [lapse.column, lapse.givenScore, ...lapse.trends],
      numbers,
      'tells of lapses but is no number column',
    ),
    ...(Object.keys(naming.index).length === 0 ? ['naming.index must weigh at least one feature'] : []),
  ];
}

/** A derivation starts from columns of the input; what is derived itself would be read before it is there. */
function derivationFaults(column: Column, columns: readonly Column[]): readonly string[] {
  const derivation = derivationOf(column);
  if (derivation === undefined) return [];
  const given = columns.filter((other) => derivationOf(other) === undefined);
  const times = 'from' in derivation ? [derivation.from, derivation.to] : [];
  const wanted = [
    ...times.map((name) => ({ name, kind: 'time' })),
    ...('of' in derivation ? [{ name: derivation.of, kind: derivation.kind === 'per second' ? 'number' : 'time' }] : []),
  ];
  return wanted
    .filter(({ name, kind }) => !given.some((other) => other.name === name && other.kind === kind))
    .map(({ name, kind }) => `${column.name} is derived from ${name}, which is no ${kind} column of the input`);
}

function isNumber(column: Column): column is NumberColumn {
  return column.kind === 'number';
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
