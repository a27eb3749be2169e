import assert from 'node:assert/strict';
import { it } from 'node:test';
import { terminalTable } from '../../bot/terminal/table.ts';

it('counts the rows it leaves out as numbers are written elsewhere', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => [index]);
  const shown = (count: number) =>
    terminalTable({ title: '', columns: [{ key: 'n', label: 'n' }], rows: rows(count) }, 40)
      .split('\n')
      .at(-1);
  assert.equal(shown(2000), '… and 1,960 more rows (--csv shows all)');
  assert.equal(shown(41), '… and 1 more row (--csv shows all)');
});
