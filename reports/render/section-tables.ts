import type { Change, QualitySection } from '../report.ts';
import type { Table } from '../views/view.ts';

/** The tables of "What changed" in reading order, the longest last. Of sessions nobody moved, so they have no table of movers. */
export function changeTables({ segments, movers, kpis }: Change): readonly Table[] {
  return filled([segments, movers, kpis]);
}

/** The tables of "Data quality" in reading order. */
export function qualityTables({ missing, capped, rejected }: QualitySection): readonly Table[] {
  return filled([missing, capped, rejected]);
}

/** Those with rows: the finding of these sections says already what there is none of. */
function filled(tables: readonly Table[]): readonly Table[] {
  return tables.filter(({ rows }) => rows.length > 0);
}
