import { type Filter, SEGMENT } from '#pipeline';
import { atomsOf } from './atoms.ts';
import { possible } from './canonical.ts';
import { compose } from './compose.ts';
import { type Lexeme, roleOf } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import type { Meaning } from './meaning.ts';
import { NotUnderstood } from './not-understood.ts';
import { filtersOf } from './parts.ts';
import { type Figure, keyOf, type Query } from './query.ts';
import { restate } from './restate.ts';

const OFFERED = 3;

/**
 * The three answerable questions nearest to what was understood of a text: those that use most of its measures,
 * dimensions and values come first.
 *
 * @param offered questions that come before all others, such as the readings of an ambiguous one
 */
export function suggestionsFor(lexemes: readonly Lexeme[], lexicon: Lexicon, offered: readonly string[]): readonly string[] {
  const known = lexemes.filter((lexeme) => roleOf(lexeme, 'outside') === undefined);
  const meanings = known.flatMap((lexeme) => lexeme.meanings);
  const asked = new Set(lexemes.flatMap(({ text }) => text.split(' ')));
  const scored = candidates(meanings, conditionsIn(known, lexicon), lexicon, asked.has('many')).flatMap((query) => {
    const made = possible(query, lexicon.profile);
    if (made === undefined) return [];
    const words = restate(made, lexicon.profile);
    const shared = new Set(
      words
        .toLowerCase()
        .split(/[^\p{L}\d.]+/u)
        .filter((word) => asked.has(word)),
    );
    return [{ words, score: shared.size }];
  });
  scored.sort((left, right) => right.score - left.score);
  const rest = attempt(() => compose(atomsOf(known, lexicon), lexicon.profile)); // the question without what is not known
  const nearest = rest === undefined ? [] : [restate(rest, lexicon.profile)];
  return [...new Set([...offered, ...nearest, ...scored.map(({ words }) => words)])].slice(0, OFFERED);
}

/** The conditions of a question that are understood, those on the same thing joined. */
function conditionsIn(lexemes: readonly Lexeme[], lexicon: Lexicon): readonly Filter[] {
  const read = attempt(() => filtersOf(atomsOf(lexemes, lexicon)));
  const named = filtersNamed(lexemes.flatMap(({ meanings }) => meanings));
  const found = read !== undefined && new Set(read.map(keyOf)).size === read.length ? read : named;
  const whole = possible({ kind: 'list', filters: found, order: null, limit: 1 }, lexicon.profile);
  return whole === undefined ? [] : found;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

/** Common questions about what was named, and about the first KPI where nothing was; totals where "how many" may have meant them. */
function candidates(
  meanings: readonly Meaning[],
  filters: readonly Filter[],
  { profile, segments }: Lexicon,
  totals: boolean,
): readonly Query[] {
  const columns = [
    ...new Set(
      meanings.flatMap((meaning) => (meaning.kind === 'measure' || meaning.kind === 'indicator' ? [meaning.column] : [])),
    ),
  ];
  const dimensions = [...new Set(meanings.flatMap((meaning) => (meaning.kind === 'dimension' ? [meaning.by] : [])))];
  const kpis = profile.kpis.map((name) => profile.measures.find((measure) => measure.name === name)!.column);
  const free = [...dimensions, SEGMENT, ...profile.dimensions.map(({ name }) => name)];
  const by = free.find((name) => !filters.some((filter) => filter.kind === 'values' && filter.by === name)) ?? SEGMENT;
  const average = (column: string): Figure => ({ kind: 'aggregate', aggregate: 'average', column });
  const figures: Figure[] = [...columns, ...kpis].map(average);
  const main = figures[0]!;
  const list: Query = {
    kind: 'list',
    filters,
    order: columns[0] === undefined ? null : { column: columns[0], order: 'highest' },
    limit: 20,
  };
  const shared: Query[] =
    filters.length === 0 ? [] : [{ kind: 'figure', figure: { kind: 'share', of: filters }, filters: [], by: [] }];
  const compared: Query[] =
    segments.length < 2 ? [] : [{ kind: 'comparison', figure: main, filters: [], by: SEGMENT, values: segments.slice(0, 2) }];
  const summed: Query[] = (totals ? columns : []).map((column) => ({
    kind: 'figure',
    figure: { kind: 'aggregate', aggregate: 'sum', column },
    filters,
    by: [],
  }));
  return [
    { kind: 'figure', figure: main, filters, by: [] },
    ...summed,
    { kind: 'figure', figure: { kind: 'count' }, filters, by: dimensions.slice(0, 2) },
    { kind: 'figure', figure: main, filters, by: dimensions.length === 0 ? [by] : dimensions.slice(0, 2) },
    { kind: 'ranking', figure: main, filters, by: dimensions[0] ?? by, order: 'highest', limit: 1 },
    ...shared,
    list,
    ...compared,
    { kind: 'trend', figure: main, filters, by: [] },
    { kind: 'figure', figure: { kind: 'count' }, filters: [], by: [SEGMENT] },
  ];
}

/** One condition for each thing named; values of one dimension stand together. */
function filtersNamed(meanings: readonly Meaning[]): readonly Filter[] {
  const values = new Map<string, string[]>();
  for (const meaning of meanings) {
    if (meaning.kind !== 'value' || meaning.value.startsWith('(')) continue;
    values.set(meaning.by, [...(values.get(meaning.by) ?? []), meaning.value]);
  }
  return [...values].map(([by, named]) => ({ kind: 'values', by, values: named, negated: false }));
}
