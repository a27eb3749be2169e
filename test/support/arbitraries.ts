import fc from 'fast-check';
import { type Matrix, matrix } from '../../pipeline/math/matrix.ts';

/** A number of moderate size without rounding surprises at the ends. */
export const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true });

/** At least one number. */
export const someNumbers = fc.array(moderate, { minLength: 1, maxLength: 60 });

/** n × d points, 6 to 40 of them in 1 to 4 dimensions. */
export const somePoints: fc.Arbitrary<Matrix> = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: columns, maxLength: columns }), {
      minLength: 6,
      maxLength: 40,
    }),
  )
  .map(matrix);

/** Two labelings of the same users with up to 4 clusters each. */
export const twoLabelings = fc.integer({ min: 2, max: 60 }).chain((size) => fc.tuple(labels(size), labels(size)));

function labels(size: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 0, max: 3 }), { minLength: size, maxLength: size });
}
