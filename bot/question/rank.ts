import type { Atom, Rank, Read } from './atom.ts';
import { meaningOf, roleOf } from './lexemes.ts';
import { numberAt, skip, type Text } from './text.ts';
import { separatorsFrom } from './values.ts';

/** "top 5", "three highest", "most", "5 oldest". */
export function rankAt(text: Text, at: number): Read<Rank> | undefined {
  const before = numberAt(text, at);
  const place = before === undefined ? at : at + 1;
  const lexeme = text.lexemes[place];
  const role = roleOf(lexeme, 'rank');
  const adjective = lexeme?.meanings.flatMap((meaning) =>
    meaning.kind === 'adjective' && meaning.degree !== 'plain' ? [meaning] : [],
  )[0];
  if (role === undefined && adjective === undefined) return undefined;
  const after = before === undefined ? numberAt(text, place + 1) : undefined;
  const rank: Rank =
    role === undefined
      ? {
          kind: 'rank',
          order: adjective!.order,
          limit: before ?? after,
          comparative: adjective!.degree === 'comparative',
          size: false,
          column: adjective!.column,
        }
      : {
          kind: 'rank',
          order: role.order,
          limit: before ?? after,
          comparative: role.comparative === true,
          size: role.size === true,
          ...(role.frequency && { frequency: true }),
        };
  return { atom: rank, end: place + (after === undefined ? 1 : 2) };
}

/** "Higher than", "older than" without a number: one side against another. */
export function thanAt({ lexemes }: Text, at: number): readonly Atom[] | undefined {
  const lexeme = lexemes[at];
  const limit = roleOf(lexeme, 'limit');
  if (limit === undefined || !lexeme!.text.endsWith(' than')) return undefined;
  const column = meaningOf(lexeme, 'about')?.column;
  const order = limit.bound === 'below' || limit.bound === 'at most' ? 'lowest' : 'highest';
  return [
    { kind: 'rank', order, limit: undefined, comparative: true, size: false, ...(column && { column }) },
    { kind: 'versus' },
  ];
}

/** "by country and plan"; "per user" asks for an average; "across all users" for nothing. */
export function groupAt(text: Text, at: number): { readonly atoms: readonly Atom[]; readonly end: number } | undefined {
  const { lexemes } = text;
  if (roleOf(lexemes[at], 'by') === undefined) return undefined;
  let next = skip(text, at + 1, ['filler', 'pronoun']);
  const users = meaningOf(lexemes[next], 'users');
  if (users?.many === false) return { atoms: [{ kind: 'aggregate', aggregate: 'average' }], end: next + 1 };
  if (users?.many && lexemes[at]!.text.startsWith('across')) return { atoms: [{ kind: 'users', many: true }], end: next + 1 };
  const by: string[] = [];
  let end = at;
  for (
    let dimension = meaningOf(lexemes[next], 'dimension');
    dimension !== undefined;
    dimension = meaningOf(lexemes[next], 'dimension')
  ) {
    by.push(dimension.by);
    end = next + 1;
    next = separatorsFrom(text, end).end;
    while (roleOf(lexemes[next], 'by') !== undefined) next++;
    next = skip(text, next, ['filler', 'pronoun']);
    if (next === end) break;
  }
  return by.length === 0 ? undefined : { atoms: [{ kind: 'group', by }], end };
}
