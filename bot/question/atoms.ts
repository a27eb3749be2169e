import { SEGMENT } from '#pipeline';
import type { Atom, Plain } from './atom.ts';
import { absenceAt, conditionAt, linkedAt, negationAt } from './conditions.ts';
import { PLACE } from './everyday/nouns.ts';
import { type Lexeme, meaningOf, roleOf } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import { NotUnderstood } from './not-understood.ts';
import { groupAt, rankAt, thanAt } from './rank.ts';
import { referenceAt } from './references.ts';
import { isVerb, numberAt, skip, speaksOf, type Text } from './text.ts';
import { unitAskedAt } from './unit-asked.ts';

/** Roles that become atoms as they are, those first that win where a word has several. */
const PLAIN = [
  ...([
    'share',
    'spread',
    'versus',
    'compare',
    'between',
    'trend',
    'since',
    'asOf',
    'day',
    'list',
    'show',
    'which',
    'where',
    'is',
    'with',
    'among',
  ] as const),
  ...(['follow', 'also', 'and', 'or', 'howMuch', 'exists', 'total', 'typical', 'ranked', 'divide'] as const),
] as const satisfies readonly Plain[];

/** "Per user", "a week": the figure of one, on average. */
const EACH = / (per|a|each|every) (user|person|week|day|session)\b/;

/** Roles without a meaning of their own. */
const SILENT = ['filler', 'pronoun'] as const;

interface Step {
  readonly atoms: readonly Atom[];
  readonly end: number;
}

/**
 * Joins lexemes into atoms. Every lexeme ends up in an atom, or is one of the words that carry no meaning here.
 *
 * @throws {NotUnderstood} where words do not fit together
 */
export function atomsOf(lexemes: readonly Lexeme[], lexicon: Lexicon, bareIsAge = false): readonly Atom[] {
  const text: Text = { lexemes, lexicon, bareIsAge };
  const atoms: Atom[] = [];
  for (let at = 0; at < lexemes.length; ) {
    const step = stepAt(text, at, atoms.at(-1));
    atoms.push(...step.atoms);
    at = step.end;
  }
  return atoms;
}

function stepAt(text: Text, at: number, before: Atom | undefined): Step {
  const lexeme = text.lexemes[at]!;
  if (roleOf(lexeme, 'roughly') !== undefined && numberAt(text, at + 1) !== undefined) {
    throw new NotUnderstood(`“${lexeme.text} ${numberAt(text, at + 1)}” is no exact limit; say between which numbers`);
  }
  const unitEnd = unitAskedAt(text, at);
  if (unitEnd !== undefined) return { atoms: [], end: unitEnd };
  return referenceStep(text, at) ?? conditionStep(text, at, before) ?? wordStep(text, at, before);
}

function referenceStep(text: Text, at: number): Step | undefined {
  const reference = referenceAt(text, at);
  if (reference === undefined) return undefined;
  const { end, ...rest } = reference;
  return { atoms: [{ kind: 'reference', ...rest }], end };
}

function conditionStep(text: Text, at: number, before: Atom | undefined): Step | undefined {
  const denied = negationAt(text, at) ?? absenceAt(text, at);
  if (denied !== undefined) return { atoms: [denied.atom], end: denied.end };
  const linked = linkedAt(text, at);
  if (linked !== undefined) return linked;
  const ranked = rankAt(text, at);
  if (ranked !== undefined) return { atoms: [ranked.atom], end: ranked.end };
  const grouped = groupAt(text, at);
  if (grouped !== undefined) return grouped;
  const condition = conditionAt(text, at, before);
  return condition && { atoms: [condition.atom], end: condition.end };
}

function wordStep(text: Text, at: number, before: Atom | undefined): Step {
  const lexeme = text.lexemes[at]!;
  const end = at + 1;
  const one = (atom: Atom): Step => ({ atoms: [atom], end });
  const place = placeAsked(text, at);
  if (place !== undefined) return { atoms: [{ kind: 'which' }, { kind: 'dimension', by: place, many: false }], end };
  const than = thanAt(text, at);
  if (than !== undefined) return { atoms: than, end };
  const measure = meaningOf(lexeme, 'measure');
  const dimension = meaningOf(lexeme, 'dimension');
  const ranked = before?.kind === 'rank' && before.limit !== undefined;
  if (
    dimension !== undefined &&
    (measure === undefined || (before?.kind === 'which' && !asksWhat(text, at)) || ranked || dividedHere(text, at))
  ) {
    return one({ kind: 'dimension', by: dimension.by, many: dimension.many });
  }
  if (measure !== undefined && roleOf(lexeme, 'share') === undefined) {
    return one({ kind: 'measure', column: measure.column, each: EACH.test(lexeme.text) });
  }
  const users = meaningOf(lexeme, 'users');
  if (users !== undefined) return one({ kind: 'users', many: users.many });
  const aggregate = roleOf(lexeme, 'aggregate');
  if (aggregate !== undefined) {
    if (asksMeaning(text, at)) throw new NotUnderstood('what the words mean is in the README; questions are about figures');
    return one({ kind: 'aggregate', aggregate: aggregate.aggregate });
  }
  const count = roleOf(lexeme, 'count');
  if (count !== undefined) return one({ kind: 'count', size: count.size === true });
  if (roleOf(lexeme, 'by') !== undefined) return one({ kind: isDoneBy(text, at) ? 'among' : 'by' });
  if (isDetail(text, lexeme)) return { atoms: EACH.test(` ${lexeme.text}`) ? [{ kind: 'each' }] : [], end };
  if (/^who\b/.test(lexeme.text) && roleOf(lexeme, 'show') !== undefined) return { atoms: whoAtoms(text, at), end };
  const plain = PLAIN.find((kind) => roleOf(lexeme, kind) !== undefined);
  if (plain !== undefined) return one({ kind: plain });
  if (roleOf(lexeme, 'from') !== undefined) return one({ kind: 'among' });
  const compares = text.lexemes.some((other) => roleOf(other, 'compare') !== undefined);
  if (roleOf(lexeme, 'to') !== undefined && compares) return one({ kind: 'versus' }); // "compare churn to last week"
  if (roleOf(lexeme, 'trailing') !== undefined && before?.kind === 'measure') return { atoms: [], end };
  if (lexeme.token?.kind === 'comma') return one({ kind: 'comma' });
  if (lexeme.token?.kind === 'number') return one({ kind: 'number', value: lexeme.token.value! });
  const silent = SILENT.some((kind) => roleOf(lexeme, kind) !== undefined);
  if (silent || meaningOf(lexeme, 'adjective')?.degree === 'plain') return { atoms: [], end };
  if (roleOf(lexeme, 'us') !== undefined && isGiven(text, at)) return { atoms: [], end };
  if (roleOf(lexeme, 'us') !== undefined) throw new NotUnderstood('“us” can mean the USA or the people who ask');
  throw new NotUnderstood(roleOf(lexeme, 'outside')?.reason ?? `“${lexeme.text}” does not fit here`);
}

/** "Where is churn the highest?", but not "users where the country is Germany". */
function placeAsked({ lexemes, lexicon }: Text, at: number): string | undefined {
  const begins = lexemes.slice(0, at).every((lexeme) => roleOf(lexeme, 'filler') !== undefined);
  if (lexemes[at]!.text !== 'where' || !begins) return undefined;
  return lexicon.profile.dimensions.find(({ name }) => name === PLACE)?.name;
}

/** "What is the age", against "which age". */
function asksWhat({ lexemes }: Text, at: number): boolean {
  const question = lexemes.slice(0, at).findLast((lexeme) => roleOf(lexeme, 'which') !== undefined);
  return /^what.* (is|are|was|were)$|^whats$/.test(question?.text ?? '');
}

/** "Age distribution", "split of ages". */
function dividedHere(text: Text, at: number): boolean {
  const divides = (lexeme: Lexeme | undefined) =>
    roleOf(lexeme, 'spread') !== undefined || roleOf(lexeme, 'divide') !== undefined;
  const next = text.lexemes[skip(text, at + 1, ['filler'])];
  const before = text.lexemes.slice(0, at).findLast((lexeme) => roleOf(lexeme, 'filler') === undefined);
  return divides(next) || divides(before);
}

/** "Give us", "rated us", "bring us". */
function isGiven(text: Text, at: number): boolean {
  const before = text.lexemes[at - 1];
  const gives = roleOf(before, 'show') !== undefined || roleOf(before, 'filler')?.gives === true;
  return gives || isVerb(text, at - 1) || meaningOf(before, 'measure') !== undefined;
}

/** "Raised by premium users" says whose, "raised by country" splits. */
function isDoneBy(text: Text, at: number): boolean {
  const before = text.lexemes[at - 1];
  const next = text.lexemes[skip(text, at + 1, ['filler'])];
  const people = meaningOf(next, 'value') !== undefined || meaningOf(next, 'users')?.many === true;
  return people && (isVerb(text, at - 1) || (meaningOf(before, 'measure') !== undefined && /(ed|given)$/.test(before!.text)));
}

/** "What does churn risk mean?" */
function asksMeaning({ lexemes }: Text, at: number): boolean {
  return (
    lexemes[at]!.text === 'mean' && at === lexemes.length - 1 && lexemes.some(({ text }) => text === 'what' || text === 'does')
  );
}

/** "Who" after a noun says something of it; at the beginning it asks for users, and stands for them: "who is on Free". */
function whoAtoms({ lexemes }: Text, at: number): readonly Atom[] {
  if (lexemes.slice(0, at).some(isPeople)) return [{ kind: roleOf(lexemes[at], 'is') === undefined ? 'where' : 'is' }];
  const next = lexemes[at + 1];
  const named = next !== undefined && (isPeople(next) || roleOf(next, 'pronoun') !== undefined);
  return named ? [{ kind: 'show' }] : [{ kind: 'show' }, { kind: 'users', many: true }];
}

function isPeople(lexeme: Lexeme): boolean {
  return lexeme.meanings.some((meaning) => meaning.kind === 'users' || (meaning.kind === 'value' && meaning.by === SEGMENT));
}

/** "Raised", "a week", "days": the rest of how a column is spoken of. */
function isDetail({ lexemes }: Text, { meanings }: Lexeme): boolean {
  return meanings.some((meaning) => meaning.kind === 'detail' && speaksOf(lexemes, meaning.column));
}
