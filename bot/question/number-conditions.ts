import type { Bound } from '#pipeline';
import type { Condition, Read } from './atom.ts';
import { bandOf } from './bands.ts';
import { factorAt, negated, rangeFilter, unitEnd } from './condition-parts.ts';
import { AGED } from './everyday/nouns.ts';
import { type Lexeme, meaningOf, roleOf } from './lexemes.ts';
import { isCountedColumn, plainMeasure } from './measures.ts';
import { NotUnderstood, UnclearRange } from './not-understood.ts';
import { uncapitalised } from './query.ts';
import { exactlyAt, type Range, rangeAt } from './ranges.ts';
import { spokenLabel } from './spoken-label.ts';
import { columnAt, LINKS, numberAt, skip, skipVerbs, type Text } from './text.ts';
import { valuesAt } from './values.ts';

/** "churn risk above 0.8", "age is not under 25", "rating of 5". */
export function measureRange(text: Text, at: number): Read | undefined {
  const column = meaningOf(text.lexemes[at], 'measure')?.column ?? indicatorColumn(text, at);
  if (column === undefined) return undefined;
  let next = skipVerbs(text, at + 1, LINKS);
  const negation = roleOf(text.lexemes[next], 'not') !== undefined;
  if (negation) next = skip(text, next + 1, LINKS);
  const bands = bandList(text, column, next, negation);
  if (bands !== undefined) return bands;
  const placed = text.lexemes.slice(at + 1, next).some((lexeme) => roleOf(lexeme, 'among') !== undefined); // "crashes on 2.0"
  const range = rangeAt(text, next) ?? (placed || isNameOfValue(text, next, column) ? undefined : exactlyAt(text, next));
  if (range === undefined || (range.column ?? column) !== column) return undefined;
  if (isOfAnother(text, range, column)) return undefined;
  const condition = rangeOf(text, column, range);
  return { atom: negation ? negated(condition) : condition, end: unitEnd(text, range.end, column) };
}

/** "at least five sessions per week", "with 3 crashes", "18–24 year olds", "20 days since last login or more". */
export function rangeMeasure(text: Text, at: number, linked: boolean): Read | undefined {
  const range = rangeAt(text, at);
  if (range?.column !== undefined) {
    return { atom: rangeOf(text, range.column, range), end: unitEnd(text, range.end, range.column) };
  }
  const found = range ?? exactlyAt(text, at);
  if (found === undefined) return undefined;
  const next = skip(text, found.end, ['filler', 'pronoun']);
  const column = columnAt(text, next);
  const counted = meaningOf(text.lexemes[next], 'counted') !== undefined;
  if (column === undefined || (range === undefined && !linked && !counted)) return undefined;
  if (!linked && isLikeVerb(text, next, column, found)) {
    const what = spokenLabel(plainMeasure(column, text.lexicon.profile).label);
    throw new NotUnderstood(`it is not clear whether the number is the age or that of ${what}; say “${AGED.column}” before it`);
  }
  return { atom: rangeOf(text, column, found), end: next + 1 };
}

/** A range without a measure means an age beside people ("women over 40"), else an age band only if it is one. */
export function bareRange(text: Text, at: number): Read | undefined {
  const range = rangeAt(text, at);
  if (range === undefined) return undefined;
  const { profile } = text.lexicon;
  if (isAge(text, at, range)) {
    const age = rangeOf(text, AGED.column, range);
    return { atom: age.kind === 'range' ? { ...age, joined: true } : age, end: range.end };
  }
  const columns = profile.dimensions.flatMap((dimension) => (dimension.kind === 'bands' ? [dimension.column] : []));
  const bands = columns.flatMap((column) => {
    const band = bandOf(rangeFilter(column, range), profile);
    return band === undefined ? [] : [band];
  });
  if (bands.length !== 1) throw unclear(text, at, range);
  return { atom: { kind: 'values', filter: bands[0]!, versus: false }, end: range.end };
}

function unclear(text: Text, at: number, range: Range): NotUnderstood {
  const reason = 'it is not clear which number the range is about';
  const named = meaningOf(nounBefore(text, at), 'users') !== undefined;
  return named && canBeAge(text, range) ? new UnclearRange(reason) : new NotUnderstood(reason);
}

/** Whether a range stands after people of whom a number alone says how old they are. */
function isAge(text: Text, at: number, range: Range): boolean {
  const before = nounBefore(text, at);
  if (before === undefined || !canBeAge(text, range)) return false;
  if (text.bareIsAge && meaningOf(before, 'users') !== undefined) return true;
  return AGED.nouns.has(before.text) || meaningOf(before, 'value')?.by === AGED.values;
}

function nounBefore({ lexemes }: Text, at: number): Lexeme | undefined {
  const links = (lexeme: Lexeme) =>
    (roleOf(lexeme, 'is') ?? roleOf(lexeme, 'filler')) !== undefined && roleOf(lexeme, 'with') === undefined;
  return lexemes.slice(0, at).findLast((lexeme) => !links(lexeme));
}

function canBeAge({ lexicon }: Text, { low, high, percent }: Range): boolean {
  const column = lexicon.profile.columns.find(({ name }) => name === AGED.column);
  const years = [low, high].every((bound) => bound === undefined || (Number.isInteger(bound.value) && bound.value <= OLDEST));
  return column?.kind === 'number' && years && !percent;
}

const OLDEST = 120;

/** "Users over 40 crash": a number of anything but one of them would have the plural after it. */
function isLikeVerb({ lexemes, lexicon }: Text, at: number, column: string, { low, high }: Range): boolean {
  const { profile } = lexicon;
  const [head = ''] = lexemes[at]!.text.split(/ (?:per|in|a|since|each) /);
  const singular = !head.endsWith('s') && ![low?.value, high?.value].includes(1);
  return singular && isCountedColumn(column, profile) && profile.columns.some(({ name }) => name === AGED.column);
}

/** "inactive for more than 20 days", "logged in within the last 7 days", "last logged in 2 weeks ago". */
export function latelyAt(text: Text, at: number): Read | undefined {
  const { lexemes } = text;
  const lately = lexemes[at]?.meanings.flatMap((meaning) => (meaning.kind === 'lately' ? [meaning] : [])) ?? [];
  const [first] = lately;
  if (first === undefined) return undefined;
  const start = skip(text, at + 1, ['filler', 'among', 'is']);
  const range = rangeAt(text, start) ?? exactlyAt(text, start);
  if (range === undefined) return undefined;
  const days = daysIn(lexemes[range.end]?.text);
  if (days === undefined) throw new NotUnderstood(`how many days? “${lexemes[at]!.text}” needs a number of days after it`);
  const exact = range.low?.value === range.high?.value;
  if (exact && (lately.length > 1 || first.bound === 'as said'))
    throw new NotUnderstood(`“${lexemes[at]!.text}” can mean at least or at most so many days`);
  const low = exact && first.bound === 'at most' ? undefined : times(range.low, days);
  const high = exact && first.bound === 'at least' ? undefined : times(range.high, days);
  const filter = { percent: range.percent, ...(low && { low }), ...(high && { high }) };
  return { atom: rangeOf(text, first.column, filter), end: range.end + 1 };
}

/** A bound in the unit of its column; `factor` of them are one of the unit that was said. */
function times(bound: Bound | undefined, factor = 1): Bound | undefined {
  return bound && { ...bound, value: bound.value * factor };
}

/** No more than zero of what is counted: "no support tickets", "did not have a single crash". */
export function noneOf(text: Text, at: number): Read | undefined {
  const column = meaningOf(text.lexemes[at], 'measure')?.column;
  if (column === undefined || !isCountedColumn(column, text.lexicon.profile)) return undefined;
  const none = { value: 0, inclusive: true };
  return { atom: { kind: 'range', filter: { kind: 'range', column, low: none, high: none } }, end: at + 1 };
}

/** More than zero of what is counted: "with a crash". */
export function someOf(text: Text, at: number): Read | undefined {
  const column = meaningOf(text.lexemes[at], 'measure')?.column;
  if (column === undefined || !isCountedColumn(column, text.lexicon.profile) || measureRange(text, at) !== undefined)
    return undefined;
  return { atom: { kind: 'range', filter: { kind: 'range', column, low: { value: 0, inclusive: false } } }, end: at + 1 };
}

/** "Crashed more than twice": the range says more than the indicator. */
function indicatorColumn(text: Text, at: number): string | undefined {
  const indicator = meaningOf(text.lexemes[at], 'indicator');
  return indicator?.above === 0 ? indicator.column : undefined;
}

/** "Crash rate of 2.1": no session has 2.1 crashes, so this is the version. */
function isNameOfValue(text: Text, at: number, column: string): boolean {
  const value = numberAt(text, at);
  if (value === undefined || valuesAt(text, at, undefined) === undefined) return false;
  const declared = text.lexicon.profile.columns.find(({ name }) => name === column);
  return declared?.kind === 'number' && declared.integer && !Number.isInteger(value);
}

/** "Engagement of users with more than 10 sessions": the number belongs to what follows it. */
function isOfAnother(text: Text, range: Range, column: string): boolean {
  const next = skip(text, range.end, ['filler', 'pronoun']);
  const named = factorAt(text, next, column) === undefined ? columnAt(text, next) : undefined; // "years" are also those of an age
  return named !== undefined && named !== column && numberAt(text, next + 1) === undefined && !isCountedAs(text, next, column);
}

function isCountedAs({ lexemes }: Text, at: number, column: string): boolean {
  return lexemes[at]?.meanings.some((meaning) => meaning.kind === 'counted' && meaning.column === column) === true;
}

/** "age is under 25 or 25–34": all ranges are bands. */
function bandList(text: Text, column: string, at: number, negation: boolean): Read | undefined {
  const dimension = text.lexicon.profile.dimensions.find(
    (candidate) => candidate.kind === 'bands' && candidate.column === column,
  );
  const found = dimension && valuesAt(text, at, dimension.name);
  if (found === undefined) return undefined;
  return negation ? { ...found, atom: negated(found.atom) } : found;
}

function rangeOf(text: Text, column: string, range: Omit<Range, 'unitAt' | 'end'> & Partial<Range>): Condition {
  const { profile } = text.lexicon;
  const declared = profile.columns.find(({ name }) => name === column);
  if (range.percent && !(declared?.kind === 'number' && declared.maximum === 1)) {
    throw new NotUnderstood(`${uncapitalised(plainMeasure(column, profile).label)} is not in percent`);
  }
  const factor = range.unitAt === undefined ? undefined : factorAt(text, range.unitAt, column);
  const [low, high] = [times(range.low, factor), times(range.high, factor)];
  const filter = rangeFilter(column, { ...(low && { low }), ...(high && { high }) });
  const band = bandOf(filter, profile);
  return band === undefined ? { kind: 'range', filter } : { kind: 'values', filter: band, versus: false };
}

const DAYS: Readonly<Record<string, number>> = {
  day: 1,
  days: 1,
  'days ago': 1,
  'day ago': 1,
  week: 7,
  weeks: 7,
  'weeks ago': 7,
};

function daysIn(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : DAYS[unit];
}
