import { CHURN_OUTLOOK, dimensionOf, idColumn, type Profile, SEGMENT, type UserRow } from '#pipeline';
import type { Table, TableValue } from '#reports';
import { formatOfFigure } from './formats.ts';
import type { ListQuery } from './query.ts';

/** A list of users: who they are, what was asked about them, and the KPIs. */
export function listTable(rows: readonly UserRow[], { filters, order }: ListQuery, profile: Profile): Table {
  const asked = filters.flatMap((filter) => {
    if (filter.kind === 'range') return filter.column;
    if (filter.by === CHURN_OUTLOOK) return []; // the same for all, and no column
    return filter.by === SEGMENT ? SEGMENT : dimensionOf(profile, filter.by).column;
  });
  const kpis = profile.kpis.map((name) => profile.measures.find((measure) => measure.name === name)!.column);
  const names = [...new Set([idColumn(profile).name, SEGMENT, ...asked, ...(order === null ? [] : [order.column]), ...kpis])];
  return {
    title: profile.entity.many,
    columns: names.map((name) => {
      const column = profile.columns.find((candidate) => candidate.name === name);
      const label = column?.label ?? 'Segment';
      return column?.kind === 'number'
        ? { key: name, label, format: formatOfFigure({ kind: 'aggregate', aggregate: 'maximum', column: name }, profile) }
        : { key: name, label };
    }),
    rows: rows.map((row) => names.map((name): TableValue => row[name] ?? null)),
  };
}
