import { type RangeFilter, UNKNOWN, type ValueFilter } from '#pipeline';
import { type Lexeme, meaningOf, roleOf } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import { NotUnderstood } from './not-understood.ts';
import { type Aggregate, bandOf, groupingLabel, type Order, plainMeasure, type Since, uncapitalised } from './query.ts';
import { complement, type Range, rangeAt } from './ranges.ts';
import type { Role } from './words.ts';

/** A group of words with one meaning, free of word order inside. */
export type Atom =
  /** `versus`: the values are set against each other. */
  | { readonly kind: 'values'; readonly filter: ValueFilter; readonly versus: boolean }
  | { readonly kind: 'range'; readonly filter: RangeFilter }
  /** A range by its declared name, such as "crash rate". */
  | { readonly kind: 'indicator'; readonly filter: RangeFilter }
  | { readonly kind: 'group'; readonly by: readonly string[] }
  | { readonly kind: 'dimension'; readonly by: string; readonly many: boolean }
  | { readonly kind: 'measure'; readonly column: string }
  | { readonly kind: 'users'; readonly many: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'rank';
      readonly order: Order | 'best' | 'worst';
      readonly limit: number | undefined;
      readonly comparative: boolean;
      readonly size: boolean;
    }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly kind: 'count'; readonly size: boolean }
  | { readonly kind: 'reference'; readonly since: Since }
  | { readonly kind: Plain };

/** Roles that mean the same wherever they stand. */
type Plain =
  | 'share'
  | 'by'
  | 'versus'
  | 'compare'
  | 'between'
  | 'trend'
  | 'since'
  | 'list'
  | 'show'
  | 'which'
  | 'among'
  | 'with'
  | 'where'
  | 'is'
  | 'follow'
  | 'also'
  | 'and'
  | 'or'
  | 'comma';

const PLAIN = [
  'share',
  'versus',
  'compare',
  'between',
  'trend',
  'since',
  'list',
  'show',
  'which',
  'where',
  'is',
  'with',
  'among',
  'follow',
  'also',
  'and',
  'or',
] as const satisfies readonly Plain[];

/** Words that may stand between a measure or a dimension and its value. */
const LINKS: readonly Role['kind'][] = ['is', 'filler', 'pronoun', 'with', 'among'];

/** Values that say nothing without their dimension. */
const VAGUE: ReadonlySet<string> = new Set(['other', 'others', 'none', 'yes', 'no', 'true', 'false', 'new', 'unknown', UNKNOWN]);

/**
 * Joins lexemes into atoms. Every lexeme ends up in an atom, or is one of the words that carry no meaning here.
 *
 * @throws {NotUnderstood} where words do not fit together
 */
export function atomsOf(lexemes: readonly Lexeme[], lexicon: Lexicon): readonly Atom[] {
  const reader = new Reader(lexemes, lexicon);
  return reader.all();
}

type Condition = { readonly atom: Extract<Atom, { kind: 'values' | 'range' | 'indicator' }>; readonly end: number };

class Reader {
  readonly #lexemes: readonly Lexeme[];
  readonly #lexicon: Lexicon;

  constructor(lexemes: readonly Lexeme[], lexicon: Lexicon) {
    this.#lexemes = lexemes;
    this.#lexicon = lexicon;
  }

  all(): readonly Atom[] {
    const atoms: Atom[] = [];
    for (let at = 0; at < this.#lexemes.length; ) {
      const read = this.#at(at, atoms.at(-1));
      atoms.push(...read.atoms);
      at = read.end;
    }
    return atoms;
  }

  #at(at: number, before: Atom | undefined): { readonly atoms: readonly Atom[]; readonly end: number } {
    const lexeme = this.#lexemes[at]!;
    const one = (atom: Atom, end = at + 1) => ({ atoms: [atom], end });
    const reference = this.#reference(at);
    if (reference !== undefined) return one({ kind: 'reference', since: reference.since }, reference.end);
    const negation = this.#negation(at) ?? this.#absence(at);
    if (negation !== undefined) return one(negation.atom, negation.end);
    const presence = this.#presence(at);
    if (presence !== undefined) {
      const link: Atom = { kind: roleOf(lexeme, 'is') === undefined ? 'with' : 'is' };
      return { atoms: [link, presence.atom], end: presence.end };
    }
    const ranked = this.#rank(at);
    if (ranked !== undefined) return one(ranked.atom, ranked.end);
    const grouped = this.#group(at);
    if (grouped !== undefined) return one(grouped.atom, grouped.end);
    const condition = this.#condition(at, before);
    if (condition !== undefined) return one(condition.atom, condition.end);

    const measure = meaningOf(lexeme, 'measure');
    const dimension = meaningOf(lexeme, 'dimension');
    if (
      dimension !== undefined &&
      (measure === undefined || before?.kind === 'which' || (before?.kind === 'rank' && before.limit !== undefined))
    ) {
      return one({ kind: 'dimension', by: dimension.by, many: dimension.many });
    }
    const share = roleOf(lexeme, 'share');
    if (measure !== undefined && share === undefined) return one({ kind: 'measure', column: measure.column });
    const users = meaningOf(lexeme, 'users');
    if (users !== undefined) return one({ kind: 'users', many: users.many });
    const aggregate = roleOf(lexeme, 'aggregate');
    if (aggregate !== undefined) return one({ kind: 'aggregate', aggregate: aggregate.aggregate });
    const count = roleOf(lexeme, 'count');
    if (count !== undefined) return one({ kind: 'count', size: count.size === true });
    if (roleOf(lexeme, 'by') !== undefined) return one({ kind: 'by' });
    const plain = PLAIN.find((kind) => roleOf(lexeme, kind) !== undefined);
    if (plain !== undefined) return one({ kind: plain });
    if (roleOf(lexeme, 'from') !== undefined) return one({ kind: 'among' });
    if (lexeme.token?.kind === 'comma') return one({ kind: 'comma' });
    if (lexeme.token?.kind === 'number') return one({ kind: 'number', value: lexeme.token.value! });
    if (roleOf(lexeme, 'filler') !== undefined || roleOf(lexeme, 'pronoun') !== undefined) return { atoms: [], end: at + 1 };
    throw new NotUnderstood(`“${lexeme.text}” does not fit here`);
  }

  /** A condition that holds as it is: values, a range of a measure, an indicator. */
  #condition(at: number, before: Atom | undefined): Condition | undefined {
    return (
      this.#measureRange(at) ??
      this.#rangeMeasure(at, before) ??
      this.#dimensionValues(at) ??
      this.#values(at, undefined) ??
      this.#indicator(at) ??
      this.#bareRange(at)
    );
  }

  #negation(at: number): Condition | undefined {
    if (roleOf(this.#lexemes[at], 'not') === undefined) return undefined;
    const found = this.#condition(this.#skip(at + 1, ['is', 'filler', 'among', 'with', 'not']), undefined);
    if (found === undefined) throw new NotUnderstood(`not what? “${this.#lexemes[at]!.text}” needs a condition after it`);
    return { atom: negated(found.atom), end: found.end };
  }

  /** "without a crash", "no support tickets", "without Germany". */
  #absence(at: number): Condition | undefined {
    if (roleOf(this.#lexemes[at], 'no') === undefined) return undefined;
    const next = this.#skip(at + 1, ['filler', 'pronoun']);
    const measure = meaningOf(this.#lexemes[next], 'measure');
    if (measure !== undefined && this.#counts(measure.column)) {
      const none = { value: 0, inclusive: true };
      return { atom: { kind: 'range', filter: { kind: 'range', column: measure.column, low: none, high: none } }, end: next + 1 };
    }
    const found = this.#condition(next, undefined);
    if (found === undefined) throw new NotUnderstood(`“${this.#lexemes[at]!.text}” needs a condition after it`);
    return { atom: negated(found.atom), end: found.end };
  }

  /** "with a crash": above zero, where the profile declares that as an indicator. */
  #presence(at: number): Condition | undefined {
    if (roleOf(this.#lexemes[at], 'with') === undefined) return undefined;
    const next = this.#skip(at + 1, ['filler', 'pronoun']);
    const column = meaningOf(this.#lexemes[next], 'measure')?.column;
    if (column === undefined || this.#measureRange(next) !== undefined) return undefined;
    if (!this.#lexicon.profile.measures.some((measure) => measure.column === column && measure.above === 0)) return undefined;
    return { atom: { kind: 'range', filter: { kind: 'range', column, low: { value: 0, inclusive: false } } }, end: next + 1 };
  }

  /** "churn risk above 0.8", "age is not under 25", "rating of 5". */
  #measureRange(at: number): Condition | undefined {
    const measure = meaningOf(this.#lexemes[at], 'measure');
    if (measure === undefined) return undefined;
    let next = this.#skip(at + 1, LINKS);
    const negation = roleOf(this.#lexemes[next], 'not') !== undefined;
    if (negation) next = this.#skip(next + 1, LINKS);
    const bands = this.#bandList(measure.column, next, negation);
    if (bands !== undefined) return bands;
    const range = rangeAt(this.#lexemes, next) ?? this.#exactly(next);
    if (range === undefined) return undefined;
    const condition = this.#rangeOf(measure.column, range);
    return { atom: negation ? negated(condition) : condition, end: this.#unit(range.end, measure.column) };
  }

  /** "at least five sessions per week", "with 3 crashes". */
  #rangeMeasure(at: number, before: Atom | undefined): Condition | undefined {
    const range =
      rangeAt(this.#lexemes, at) ?? (before?.kind === 'with' || before?.kind === 'is' ? this.#exactly(at) : undefined);
    if (range === undefined) return undefined;
    const next = this.#skip(range.end, ['filler', 'pronoun']);
    const measure = meaningOf(this.#lexemes[next], 'measure');
    if (measure === undefined) return undefined;
    return { atom: this.#rangeOf(measure.column, range), end: next + 1 };
  }

  /** A range without a measure means an age band only if it is one. */
  #bareRange(at: number): Condition | undefined {
    const range = rangeAt(this.#lexemes, at);
    if (range === undefined) return undefined;
    const { profile } = this.#lexicon;
    const columns = profile.dimensions.flatMap((dimension) => (dimension.kind === 'bands' ? [dimension.column] : []));
    const bands = columns.flatMap((column) => {
      const band = bandOf(rangeFilter(column, range), profile);
      return band === undefined ? [] : [band];
    });
    if (bands.length !== 1) throw new NotUnderstood('it is not clear which number the range is about');
    return { atom: { kind: 'values', filter: bands[0]!, versus: false }, end: range.end };
  }

  #indicator(at: number): Condition | undefined {
    const indicator = meaningOf(this.#lexemes[at], 'indicator');
    if (indicator === undefined) return undefined;
    const { column, above } = indicator;
    if (this.#lexemes[at]!.meanings.some((meaning) => meaning.kind === 'value')) {
      throw new NotUnderstood(`“${this.#lexemes[at]!.text}” can mean a segment or a condition`);
    }
    return {
      atom: { kind: 'indicator', filter: { kind: 'range', column, low: { value: above, inclusive: false } } },
      end: at + 1,
    };
  }

  /** "country is not Germany or USA", "app version 2.1", "age group 25–34". */
  #dimensionValues(at: number): Condition | undefined {
    const dimension = meaningOf(this.#lexemes[at], 'dimension');
    if (dimension === undefined) return undefined;
    let next = this.#skip(at + 1, ['is', 'filler', 'pronoun']);
    const negation = roleOf(this.#lexemes[next], 'not') !== undefined;
    if (negation) next = this.#skip(next + 1, ['is', 'filler', 'pronoun']);
    const found = this.#values(next, dimension.by);
    return found === undefined || !negation ? found : { ...found, atom: negated(found.atom) };
  }

  /** "age is under 25 or 25–34": all ranges are bands. */
  #bandList(column: string, at: number, negation: boolean): Condition | undefined {
    const dimension = this.#lexicon.profile.dimensions.find(
      (candidate) => candidate.kind === 'bands' && candidate.column === column,
    );
    if (dimension === undefined) return undefined;
    const found = this.#values(at, dimension.name);
    return found === undefined || !negation ? found : { ...found, atom: negated(found.atom) };
  }

  /** A list of values of one dimension; `by` where the dimension is named before it. */
  #values(at: number, by: string | undefined): Condition | undefined {
    const first = this.#value(at, by);
    if (first === undefined) return undefined;
    const values = [first.value];
    let end = first.end;
    let versus = false;
    for (;;) {
      let next = end;
      let against = false;
      while (this.#separates(next)) {
        against ||= roleOf(this.#lexemes[next], 'versus') !== undefined || roleOf(this.#lexemes[next], 'to') !== undefined;
        next++;
      }
      if (next === end) break;
      next = this.#skip(next, ['filler', 'among']);
      if (meaningOf(this.#lexemes[next], 'dimension')?.by === first.by && by === undefined) next++;
      const more = this.#value(next, first.by);
      if (more === undefined) break;
      values.push(more.value);
      end = more.end;
      versus ||= against;
    }
    if (by === undefined && meaningOf(this.#lexemes[end], 'dimension')?.by === first.by) end++; // "the Free plan"
    return { atom: { kind: 'values', filter: { kind: 'values', by: first.by, values, negated: false }, versus }, end };
  }

  #separates(at: number): boolean {
    const lexeme = this.#lexemes[at];
    return (
      lexeme?.token?.kind === 'comma' ||
      (['and', 'or', 'versus', 'to'] as const).some((kind) => roleOf(lexeme, kind) !== undefined)
    );
  }

  #value(at: number, by: string | undefined): { readonly by: string; readonly value: string; readonly end: number } | undefined {
    const lexeme = this.#lexemes[at];
    if (lexeme === undefined) return undefined;
    if (by !== undefined) {
      const dimension = this.#lexicon.profile.dimensions.find(({ name }) => name === by);
      const range = dimension?.kind === 'bands' ? rangeAt(this.#lexemes, at) : undefined;
      const band = range && dimension && bandOf(rangeFilter(dimension.column, range), this.#lexicon.profile, by);
      if (band !== undefined && range !== undefined) {
        const { column } = dimension!;
        return { by, value: band.values[0]!, end: this.#unit(range.end, column) };
      }
    }
    const found = this.#valuesOf(lexeme).filter((value) => by === undefined || value.by === by);
    if (found.length === 0) return undefined;
    const trailing = meaningOf(this.#lexemes[at + 1], 'dimension')?.by;
    const meant = found.length === 1 ? found[0]! : found.find((value) => value.by === trailing);
    const vague = VAGUE.has(lexeme.text) && by === undefined && trailing !== found[0]!.by;
    if (meant === undefined || vague) {
      const names = [...new Set(found.map((value) => groupingLabel(value.by, this.#lexicon.profile)))];
      throw new NotUnderstood(`“${lexeme.text}” needs its ${names.join(' or ')} beside it`);
    }
    return { ...meant, end: at + 1 };
  }

  /** The values that a word or a number can name: version "2.1" is written as a number. */
  #valuesOf(lexeme: Lexeme): readonly { readonly by: string; readonly value: string }[] {
    const named = lexeme.meanings.flatMap((meaning) =>
      meaning.kind === 'value' ? [{ by: meaning.by, value: meaning.value }] : [],
    );
    if (lexeme.token?.kind !== 'number') return named;
    return [...this.#lexicon.values].flatMap(([by, values]) =>
      values.includes(lexeme.text) ? [{ by, value: lexeme.text }] : [],
    );
  }

  /** "top 5", "three highest", "most". */
  #rank(at: number): { readonly atom: Atom; readonly end: number } | undefined {
    const number = (index: number) =>
      this.#lexemes[index]?.token?.kind === 'number' ? this.#lexemes[index]!.token!.value : undefined;
    const before = number(at);
    const place = before === undefined ? at : at + 1;
    const role = roleOf(this.#lexemes[place], 'rank');
    if (role === undefined) return undefined;
    const after = before === undefined ? number(place + 1) : undefined;
    const { order, comparative = false, size = false } = role;
    return {
      atom: { kind: 'rank', order, limit: before ?? after, comparative, size },
      end: place + (after === undefined ? 1 : 2),
    };
  }

  /** "by country and plan"; "per user" asks for an average. */
  #group(at: number): { readonly atom: Atom; readonly end: number } | undefined {
    if (roleOf(this.#lexemes[at], 'by') === undefined) return undefined;
    let next = this.#skip(at + 1, ['filler', 'pronoun']);
    if (meaningOf(this.#lexemes[next], 'users')?.many === false)
      return { atom: { kind: 'aggregate', aggregate: 'average' }, end: next + 1 };
    const by: string[] = [];
    let end = at;
    for (
      let dimension = meaningOf(this.#lexemes[next], 'dimension');
      dimension !== undefined;
      dimension = meaningOf(this.#lexemes[next], 'dimension')
    ) {
      by.push(dimension.by);
      end = next + 1;
      next = end;
      while (this.#separates(next) || roleOf(this.#lexemes[next], 'by') !== undefined) next++;
      next = this.#skip(next, ['filler', 'pronoun']);
      if (next === end) break;
    }
    return by.length === 0 ? undefined : { atom: { kind: 'group', by }, end };
  }

  /** An earlier run: by number, by day, or "last week". */
  #reference(at: number): { readonly since: Since; readonly end: number } | undefined {
    const lexeme = this.#lexemes[at]!;
    const next = this.#lexemes[at + 1];
    const third = this.#lexemes[at + 2];
    if (lexeme.token?.kind === 'date') return { since: dateOf(lexeme.text), end: at + 1 };
    if (roleOf(lexeme, 'previous') !== undefined) return { since: { kind: 'previous' }, end: at + 1 };
    if (roleOf(lexeme, 'weekAgo') !== undefined) return { since: { kind: 'date', date: this.#daysAgo(7) }, end: at + 1 };
    const number = lexeme.token?.kind === 'number' ? lexeme.token.value! : undefined;
    if (roleOf(lexeme, 'run') !== undefined && next?.token?.kind === 'number') {
      return { since: { kind: 'run', id: next.token.value! }, end: at + 2 };
    }
    if (number !== undefined && roleOf(next, 'weeksAgo') !== undefined) {
      return { since: { kind: 'date', date: this.#daysAgo(7 * number) }, end: at + 2 };
    }
    const month = roleOf(number === undefined ? lexeme : next, 'month')?.month;
    if (month === undefined) return undefined;
    const day = number ?? next?.token?.value;
    const comma = number === undefined && third?.token?.kind === 'comma' ? 1 : 0;
    const year = this.#lexemes[at + 2 + comma]?.token;
    if (day === undefined || year?.kind !== 'number') throw new NotUnderstood('a day needs its year, such as 2025-03-10');
    const date = `${year.text}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    return { since: dateOf(date), end: at + 3 + comma };
  }

  #daysAgo(days: number): string {
    if (!Number.isInteger(days) || days < 1 || days > 5200)
      throw new NotUnderstood('only a whole number of weeks can be counted back');
    return new Date(Date.parse(`${this.#lexicon.asOf}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
  }

  /** A number alone, meant exactly. */
  #exactly(at: number): Range | undefined {
    const token = this.#lexemes[at]?.token;
    if (token?.kind !== 'number') return undefined;
    const bound = { value: token.value!, inclusive: true };
    return { low: bound, high: bound, percent: token.percent === true, end: at + 1 };
  }

  #rangeOf(column: string, range: Range): Condition['atom'] {
    const { profile } = this.#lexicon;
    const declared = profile.columns.find(({ name }) => name === column);
    if (range.percent && !(declared?.kind === 'number' && declared.maximum === 1)) {
      throw new NotUnderstood(`${uncapitalised(plainMeasure(column, profile).label)} is not in percent`);
    }
    const filter = rangeFilter(column, range);
    const band = bandOf(filter, profile);
    return band === undefined ? { kind: 'range', filter } : { kind: 'values', filter: band, versus: false };
  }

  /** Index after the unit of a column, or after its name said again. */
  #unit(at: number, column: string): number {
    const { unit } = plainMeasure(column, this.#lexicon.profile);
    const lexeme = this.#lexemes[at];
    const again = meaningOf(lexeme, 'measure')?.column === column && meaningOf(lexeme, 'dimension') === undefined;
    return again || meaningOf(lexeme, 'unit')?.unit === unit ? at + 1 : at;
  }

  #counts(column: string): boolean {
    const declared = this.#lexicon.profile.columns.find(({ name }) => name === column);
    return declared?.kind === 'number' && declared.integer && declared.minimum === 0;
  }

  #skip(at: number, kinds: readonly Role['kind'][]): number {
    let next = at;
    while (
      kinds.some((kind) => roleOf(this.#lexemes[next], kind) !== undefined) &&
      (this.#lexemes[next]?.meanings ?? []).every(({ kind }) => kind === 'role')
    )
      next++;
    return next;
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

function rangeFilter(column: string, { low, high }: Range): RangeFilter {
  return { kind: 'range', column, ...(low && { low }), ...(high && { high }) };
}

function negated(atom: Condition['atom']): Condition['atom'] {
  if (atom.kind === 'values') return { ...atom, filter: { ...atom.filter, negated: !atom.filter.negated } };
  const other = complement(atom.filter);
  if (other === undefined) throw new NotUnderstood('“not between” cannot be answered; ask for one side of it');
  return { kind: 'range', filter: other };
}

/** @throws {NotUnderstood} for a day that is not in the calendar */
function dateOf(date: string): Since {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw new NotUnderstood(`${date} is no day`);
  return { kind: 'date', date };
}
