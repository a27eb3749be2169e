import type { Measure, Profile, RangeFilter } from '#pipeline';

/** The declared measure that counts exactly the users of a range. */
export function indicatorOf(range: RangeFilter, profile: Profile): Measure | undefined {
  if (range.high !== undefined || range.low === undefined || range.low.inclusive) return undefined;
  const { value } = range.low;
  return profile.measures.find(({ column, above }) => column === range.column && above === value);
}

/** The measure that averages and sums a column. */
export function plainMeasure(column: string, profile: Profile): Measure {
  const measure = profile.measures.find((candidate) => candidate.column === column && candidate.above === undefined);
  if (measure === undefined) throw new RangeError(`profile ${profile.name} has no measure of column ${column}`);
  return measure;
}

/** Whether a column is of things that are counted: whole numbers from zero, without a unit. */
export function isCountedColumn(column: string, profile: Profile): boolean {
  const declared = profile.columns.find(({ name }) => name === column);
  const whole = declared?.kind === 'number' && declared.integer && declared.minimum === 0;
  return whole && plainMeasure(column, profile).unit === '';
}
