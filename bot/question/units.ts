import { phrases } from './phrases.ts';

/** The words for a unit, and how many of the unit of a measure one of it is. */
export interface Unit {
  readonly words: readonly string[];
  readonly factor: number;
}

const HOUR = phrases('hour, hours, hrs');
const MINUTE = phrases('min, mins, minute, minutes');
const SECOND = phrases('s, sec, secs, second, seconds');

const UNITS: Readonly<Record<string, readonly Unit[]>> = {
  s: [
    { words: SECOND, factor: 1 },
    { words: MINUTE, factor: 60 },
    { words: HOUR, factor: 3600 },
  ],
  min: [
    { words: MINUTE, factor: 1 },
    { words: HOUR, factor: 60 },
  ],
  days: [
    { words: phrases('day, days'), factor: 1 },
    { words: phrases('week, weeks'), factor: 7 },
    { words: phrases('month, months'), factor: 30 },
    { words: phrases('year, years'), factor: 365 },
  ],
};

const TIME: ReadonlySet<string> = new Set([...Object.values(UNITS).flatMap((units) => units.flatMap(({ words }) => words))]);

/** Whether a word is a unit of time: "hours". */
export function isTimeUnit(word: string): boolean {
  return TIME.has(word);
}

/** Whether numbers of this unit can be said in others, so that they need it beside them. */
export function isConvertible(unit: string): boolean {
  return UNITS[unit] !== undefined;
}

/**
 * In which units people give the numbers of a measure.
 * @param unit of the measure, as its profile has it
 * @example unitsOf('s') // seconds, minutes of 60, hours of 3600
 */
export function unitsOf(unit: string): readonly Unit[] {
  return UNITS[unit] ?? [{ words: [unit, unit.replace(/s$/, '')], factor: 1 }];
}
