import { type Profile, UNKNOWN } from '../domain/profile.ts';
import type { CompleteRun } from '../domain/run.ts';
import { type Readings, sharesOf, wholeShare } from './readings.ts';
import { sliceKey } from './slices.ts';

/** Users without a value in a column, by slice. */
export interface MissingReadings {
  readonly column: string;
  readonly readings: Readings;
}

/**
 * For every column whose values may be missing. A number that a measure counts is known in all slices, a category in the
 * whole and in the values of each other dimension, anything else in the whole only.
 *
 * @param readingsOf of a measure, by slice
 */
export function missingReadings(
  profile: Profile,
  { quality, rows }: CompleteRun,
  users: Readings,
  readingsOf: (measure: string) => Readings,
): readonly MissingReadings[] {
  const counted = new Map(countedByMeasure(profile).map(({ column, measure }) => [column, measure]));
  const mayBeMissing = profile.columns.filter(
    (column) => column.kind === 'category' || (column.kind === 'number' && column.missing === 'keep'),
  );
  return mayBeMissing.map(({ name: column }) => {
    const measure = counted.get(column);
    if (measure !== undefined) {
      const present = readingsOf(measure);
      const missing = (key: string) => users.get(key)!.moments.count - (present.get(key)?.moments.count ?? 0);
      return { column, readings: sharesOf(withoutBandsOf(column, profile, users), missing) };
    }
    const dimension = profile.dimensions.find((other) => other.kind === 'category' && other.column === column);
    if (dimension !== undefined) return { column, readings: unknownShares(dimension.name, users) };
    return { column, readings: wholeShare(quality.missing.find((entry) => entry.column === column)?.count ?? 0, rows) };
  });
}

/** Number columns whose values may be missing, each with a measure that counts the ones that are there. */
export function countedByMeasure({
  columns,
  measures,
}: Profile): readonly { readonly column: string; readonly measure: string }[] {
  return columns.flatMap((column) => {
    if (column.kind !== 'number' || column.missing !== 'keep') return [];
    const measure = measures.find((other) => other.column === column.name && other.above === undefined);
    return measure === undefined ? [] : [{ column: column.name, measure: measure.name }];
  });
}

/** In bands of the column itself, missing values are a band of their own: they tell nothing of where values are missing. */
function withoutBandsOf(column: string, { dimensions }: Profile, users: Readings): Readings {
  const bands = dimensions.filter((dimension) => dimension.column === column).map(({ name }) => name);
  return new Map([...users].filter(([, { slice }]) => !bands.some((name) => name in slice)));
}

/** The cube holds two dimensions at most, so one is left for the slice. */
function unknownShares(dimension: string, users: Readings): Readings {
  const slices = new Map([...users].filter(([, { slice }]) => !(dimension in slice) && Object.keys(slice).length < 2));
  const unknown = (key: string) => users.get(sliceKey({ ...users.get(key)!.slice, [dimension]: UNKNOWN }))?.moments.count ?? 0;
  return sharesOf(slices, unknown);
}
