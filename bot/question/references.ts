import { roleOf } from './lexemes.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Since } from './query.ts';
import { numberAt, type Text } from './text.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An earlier run with the index after its last lexeme. */
export interface Reference {
  readonly since: Since;
  /** Whether the words mean the time since then: "over the last week". */
  readonly span: boolean;
  /** Whether it is counted back from the run: "last week". */
  readonly relative: boolean;
  /** Whether a day is named: "on 2025-03-10", "3 days ago". */
  readonly oneDay: boolean;
  readonly end: number;
}

/** An earlier run: by number, by day, or "last week". */
export function referenceAt(text: Text, at: number): Reference | undefined {
  const { lexemes } = text;
  const lexeme = lexemes[at]!;
  const one = (since: Since, end = at + 1): Reference => {
    return { since, span: false, relative: false, oneDay: since.kind === 'date', end };
  };
  if (lexeme.token?.kind === 'date') return one(dateOf(lexeme.text));
  if (roleOf(lexeme, 'previous') !== undefined) return one({ kind: 'previous' });
  const next = lexemes[at + 1];
  if (roleOf(lexeme, 'run') !== undefined && next?.token?.kind === 'number' && /^\d+$/.test(next.token.text)) {
    return one({ kind: 'run', id: next.token.value! }, at + 2);
  }
  const number = numberAt(text, at);
  const ago = roleOf(number === undefined ? lexeme : next, 'ago');
  if (ago !== undefined && (ago.count === undefined) === (number !== undefined)) {
    const date = earlier(text.lexicon.asOf, ago.unit, ago.count ?? number!);
    const end = at + (number === undefined ? 1 : 2);
    return { since: { kind: 'date', date }, span: ago.span === true, relative: true, oneDay: ago.unit === 'day', end };
  }
  return dayAt(text, at);
}

/** "10 March 2025", "March 10, 2025". */
function dayAt(text: Text, at: number): Reference | undefined {
  const { lexemes } = text;
  const number = numberAt(text, at);
  const named = lexemes[number === undefined ? at : at + 1];
  const month = roleOf(named, 'month')?.month;
  if (month === undefined) return undefined;
  const day = number ?? numberAt(text, at + 1);
  if (day === undefined && roleOf(named, 'filler') !== undefined) return undefined; // "may I ask"
  const comma = number === undefined && lexemes[at + 2]?.token?.kind === 'comma' ? 1 : 0;
  const year = lexemes[at + 2 + comma]?.token;
  if (day !== undefined && year?.kind !== 'number') {
    const date = latestOf(month, day, text.lexicon.asOf);
    return { since: dateOf(date), span: false, relative: false, oneDay: true, end: at + 2 };
  }
  if (day === undefined || year?.kind !== 'number')
    throw new NotUnderstood(`a month is not one run; name a day with its year, such as ${lastDayOf(month, text.lexicon.asOf)}`);
  const date = `${year.text}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return { since: dateOf(date), span: false, relative: false, oneDay: true, end: at + 3 + comma };
}

/** The day of a month that is not after `asOf`, in the newest year that has one. */
function latestOf(month: number, day: number, asOf: string): string {
  const monthAndDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const year = Number(asOf.slice(0, 4));
  return `${monthAndDay <= asOf.slice(5) ? year : year - 1}-${monthAndDay}`;
}

/** The last day of a month up to the one of `asOf`. */
function lastDayOf(month: number, asOf: string): string {
  const [year, current] = [Number(asOf.slice(0, 4)), Number(asOf.slice(5, 7))];
  return new Date(Date.UTC(month > current ? year - 1 : year, month, 0)).toISOString().slice(0, 10);
}

function earlier(asOf: string, unit: 'day' | 'week' | 'month', count: number): string {
  if (!Number.isInteger(count) || count < 1 || count > 5200)
    throw new NotUnderstood(`only a whole number of ${unit}s can be counted back`);
  const day = new Date(`${asOf}T00:00:00Z`);
  if (unit !== 'month') return new Date(day.getTime() - count * (unit === 'week' ? 7 : 1) * DAY_MS).toISOString().slice(0, 10);
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - count + 1, 0)); // last day of that month
  first.setUTCDate(Math.min(day.getUTCDate(), first.getUTCDate()));
  return first.toISOString().slice(0, 10);
}

/** @throws {NotUnderstood} for a day that is not in the calendar */
function dateOf(date: string): Since {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw new NotUnderstood(`${date} is no day`);
  return { kind: 'date', date };
}
