import type { Cell } from '../domain/run.ts';
import { type Check, check, counted, relative } from './check.ts';

/** The checks of a cube by how many dimensions their cells have. */
const NAMES = ['averages', 'slices', 'slices of two dimensions'] as const;

/** Compares a stored cube with the cells found, a check for each number of dimensions. */
export function checkCube(stored: readonly Cell[], found: Iterable<Cell>): readonly Check[] {
  const expected = [...found];
  return NAMES.map((name, dimensionCount) => {
    const ofThese = ({ slice }: Cell) => Object.keys(slice).length === dimensionCount;
    return checkCells(name, stored.filter(ofThese), expected.filter(ofThese));
  });
}

/** Compares counts, sums, sums of squares and limits of cells; one that only one side has is wrong altogether. */
export function checkCells(name: string, stored: readonly Cell[], found: readonly Cell[]): Check {
  const left = new Map(found.map((cell) => [keyOf(cell), cell]));
  let most = 0;
  let onlyStored = 0;
  for (const cell of stored) {
    const key = keyOf(cell);
    const again = left.get(key);
    if (again === undefined) onlyStored++;
    else most = Math.max(most, ...FIGURES.map((figure) => relative(cell[figure], again[figure])));
    left.delete(key);
  }
  if (onlyStored + left.size > 0) most = Math.max(most, 1);
  return check(name, counted(stored.length, 'cell'), most);
}

const FIGURES = ['count', 'sum', 'sumOfSquares', 'minimum', 'maximum'] as const;

/** The dimensions of a cell come in any order. */
function keyOf({ segment, slice, measure }: Cell): string {
  return JSON.stringify([segment, measure, ...Object.entries(slice).sort(([left], [right]) => (left < right ? -1 : 1))]);
}
