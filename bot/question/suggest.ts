import { type Filter, SEGMENT } from '#pipeline';
import { canonical } from './canonical.ts';
import type { Lexeme } from './lexemes.ts';
import type { Lexicon, Meaning } from './lexicon.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Figure, Query } from './query.ts';
import { restate } from './restate.ts';

const OFFERED = 3;

/**
 * The three answerable questions nearest to what was understood of a text: those that use most of its measures,
 * dimensions and values come first.
 *
 * @param offered questions that come before all others, such as the readings of an ambiguous one
 */
export function suggestionsFor(lexemes: readonly Lexeme[], lexicon: Lexicon, offered: readonly string[]): readonly string[] {
  const meanings = lexemes.flatMap((lexeme) => lexeme.meanings);
  const asked = new Set(lexemes.flatMap(({ text }) => text.split(' ')));
  const scored = candidates(meanings, lexicon, asked.has('many')).flatMap((query) => {
    try {
      const words = restate(canonical(query, lexicon.profile), lexicon.profile);
      const shared = new Set(
        words
          .toLowerCase()
          .split(/[^\p{L}\d.]+/u)
          .filter((word) => asked.has(word)),
      );
      return [{ words, score: shared.size }];
    } catch (error) {
      if (error instanceof NotUnderstood) return [];
      throw error;
    }
  });
  scored.sort((left, right) => right.score - left.score);
  return [...new Set([...offered, ...scored.map(({ words }) => words)])].slice(0, OFFERED);
}

/** Common questions about what was named, and about the first KPI where nothing was; totals where "how many" may have meant them. */
function candidates(meanings: readonly Meaning[], { profile, segments }: Lexicon, totals: boolean): readonly Query[] {
  const filters = filtersNamed(meanings);
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
