import assert from 'node:assert/strict';
import type { Table } from '#reports';

/**
 * Whether the table of an answer holds these rows, in the columns of the same names.
 *
 * @param expected rows of an independent query over the same data
 * @param inOrder whether their order is a part of the answer
 */
export function assertRows(table: Table, expected: readonly Readonly<Record<string, unknown>>[], inOrder: boolean): void {
  const keys = Object.keys(expected[0] ?? {});
  const places = keys.map((key) => table.columns.findIndex((column) => column.key === key));
  assert.ok(
    places.every((place) => place >= 0),
    `columns ${keys} among ${table.columns.map(({ key }) => key)}`,
  );
  const rows = (values: readonly (readonly unknown[])[]) => {
    const texts = values.map((row) => row.map((value) => (typeof value === 'number' ? nineDigits(value) : value)));
    return inOrder ? texts : texts.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  };
  assert.deepEqual(
    rows(table.rows.map((row) => places.map((place) => row[place]))),
    rows(expected.map((row) => keys.map((key) => row[key]))),
  );
}

/** Sums of many decimals depend on their order; the nudge keeps what lies between two roundings on one side. */
function nineDigits(value: number): number {
  return Number((value * (1 + 1e-13)).toPrecision(9));
}
