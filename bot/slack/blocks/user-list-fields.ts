import type { Profile } from '#pipeline';
import type { Order } from '../../question/query.ts';

/** `block_id` of each field of the form for user lists: what the form draws and its parser reads. */
export const FIELD = {
  segment: 'segment',
  order: 'order',
  limit: 'limit',
  dimension: (name: string) => `in:${name}`,
  atLeast: (column: string) => `at-least:${column}`,
  atMost: (column: string) => `at-most:${column}`,
} as const;

/** Number columns that a list can be chosen by: the key figures. */
export function boundedColumns({ kpis, measures }: Profile): readonly string[] {
  return [...new Set(kpis.flatMap((kpi) => measures.filter(({ name }) => name === kpi).map(({ column }) => column)))];
}

/** Number columns that a list can be ordered by. */
export function orderColumns({ measures }: Profile): readonly string[] {
  return measures.filter(({ above }) => above === undefined).map(({ column }) => column);
}

/** Value of the option that orders by a column. */
export function orderValue(column: string, order: Order): string {
  return `${order}:${column}`;
}

/** Undefined for what is no order of this profile. */
export function orderOf(value: string, profile: Profile): { readonly column: string; readonly order: Order } | undefined {
  return orderColumns(profile)
    .flatMap((column) => (['highest', 'lowest'] as const).map((order) => ({ column, order })))
    .find(({ column, order }) => orderValue(column, order) === value);
}
