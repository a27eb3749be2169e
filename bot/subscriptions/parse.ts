import { distance } from 'fastest-levenshtein';
import { type Profile, SEVERITIES, type Severity } from '#pipeline';
import { list } from '#reports';
import { dimensionCalled, keyAndValue, piecesOf, type ValuesOf } from './pieces.ts';
import type { SubscriptionFilter, SubscriptionThing } from './subscription.ts';
import { KINDS, type Subject } from './subscription.ts';

/** A channel id, the asker, or the place where it was asked. */
export type AskedTarget = 'here' | 'me' | { readonly channel: string };

export type ParsedSubscription =
  | {
      readonly ok: true;
      readonly thing: SubscriptionThing;
      readonly filter: SubscriptionFilter;
      readonly target: AskedTarget;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads the words behind `subscribe`: what, which kinds, how severe, in which slice, and where to. Refused where a word
 * would be ignored.
 *
 * @param subject what there is to subscribe to
 * @param valuesOf the values of a dimension in the current run, so that a subscription to a misspelt slice is not silent for ever
 * @example parseSubscription(['churn', 'severity>=high', 'country=Germany', '#C012'], subject, valuesOf)
 */
export function parseSubscription(words: readonly string[], subject: Subject, valuesOf: ValuesOf): ParsedSubscription {
  const { profile } = subject;
  const pieces = piecesOf(words.join(' '), profile, valuesOf);
  const [first] = pieces;
  if (first === undefined) return { ok: false, reason: 'subscribe to what?' };
  const thing = THINGS.get(first.toLowerCase()) ?? (isKind(first.toLowerCase()) ? 'alerts' : undefined);
  if (thing === undefined) return { ok: false, reason: `there is nothing called ${first} to subscribe to` };
  const wish: Wish = { kinds: new Set(), slice: {} };
  for (const piece of isKind(first.toLowerCase()) ? pieces : pieces.slice(1)) {
    const fault =
      takePlace(wish, piece) ??
      (thing === 'report' ? `a report has no filter ${piece}` : takeFilter(wish, piece, subject, valuesOf));
    if (typeof fault === 'string') return { ok: false, reason: fault };
  }
  const { kinds, slice, severity, target = 'here' } = wish;
  const filter = {
    ...(kinds.size > 0 && { kinds: [...kinds] }),
    ...(Object.keys(slice).length > 0 && { slice }),
    ...(severity !== undefined && { severity }),
  };
  return { ok: true, thing, filter, target };
}

const THINGS: ReadonlyMap<string, SubscriptionThing> = new Map([
  ['alert', 'alerts'],
  ['alerts', 'alerts'],
  ['report', 'report'],
  ['reports', 'report'],
]);

const FILLERS: ReadonlySet<string> = new Set(['to', 'in', 'and', 'only', 'for', 'severity']);

/** What was read so far. */
interface Wish {
  readonly kinds: Set<string>;
  readonly slice: Record<string, string>;
  severity?: Severity;
  target?: AskedTarget;
}

/** What is wrong with a piece; undefined where another step may understand it. */
type Taken = string | typeof TAKEN | undefined;
const TAKEN = Symbol('taken');

function takePlace(wish: Wish, piece: string): Taken {
  const plain = piece.toLowerCase();
  if (FILLERS.has(plain)) return TAKEN;
  const target = plain === 'here' || plain === 'me' ? plain : /^#[CG][A-Z0-9]+$/.test(piece) ? { channel: piece.slice(1) } : null;
  if (target === null)
    return piece.startsWith('#') ? `choose ${piece} from the list that Slack offers, so that I get its id` : undefined;
  if (wish.target !== undefined) return 'a subscription goes to one place; subscribe once for each';
  wish.target = target;
  return TAKEN;
}

function takeFilter(wish: Wish, piece: string, { profile, kinds }: Subject, valuesOf: ValuesOf): Taken {
  const plain = piece.toLowerCase();
  const bound = /^severity(?<sign>[<>=:]+)(?<level>.*)$/.exec(plain)?.groups;
  if (isKind(plain)) {
    if (!kinds.some((kind) => kind === plain))
      return `nothing of ${profile.title} raises ${plain} alerts; there are ${list(kinds)}`;
    wish.kinds.add(plain);
    return TAKEN;
  }
  if (bound !== undefined || isSeverity(plain)) return takeSeverity(wish, bound?.level ?? plain, bound?.sign ?? '>=');
  if (piece.includes('=')) return takeSlice(wish, piece, profile, valuesOf);
  return `I do not know what ${piece} means here; kinds of alerts are ${list(kinds)}`;
}

function takeSeverity(wish: Wish, level: string, sign: string): Taken {
  if (!['>=', '=', ':'].includes(sign)) return 'write the least severity that should come, such as severity>=medium';
  if (!isSeverity(level)) return `there is no severity ${level}; there are ${list(SEVERITIES)}`;
  if (wish.severity !== undefined && wish.severity !== level)
    return 'there are two severities; write the least one that should come';
  wish.severity = level;
  return TAKEN;
}

function takeSlice(wish: Wish, piece: string, profile: Profile, valuesOf: ValuesOf): Taken {
  const { key, value } = keyAndValue(piece);
  const dimension = dimensionCalled(key, profile);
  if (dimension === undefined) return `there is no ${key}; slices are by ${list(profile.dimensions.map(({ name }) => name))}`;
  if (wish.slice[dimension] !== undefined) return `there are two values of ${key}; subscribe once for each`;
  const values = valuesOf(dimension);
  const found = values.find((known) => known.toLowerCase() === value.toLowerCase());
  if (found === undefined) return noSuchValue(dimension, value, values);
  wish.slice[dimension] = found;
  return TAKEN;
}

/** As many slips make another word. */
const MOST_SLIPS = 2;
const MOST_NAMED = 12;

function noSuchValue(dimension: string, value: string, values: readonly string[]): string {
  if (values.length === 0) return `no run has said yet which values ${dimension} has; subscribe without ${dimension}=${value}`;
  const slips = (known: string) => distance(known.toLowerCase(), value.toLowerCase());
  const near = values.filter((known) => known.length > 2 * MOST_SLIPS && slips(known) <= MOST_SLIPS);
  const instead =
    near.length > 0 ? `did you mean ${near.slice(0, 3).join(' or ')}?` : `there are ${list(values.slice(0, MOST_NAMED))}`;
  return `there is no ${dimension} ${value}; ${instead}`;
}

function isKind(word: string): boolean {
  return KINDS.some((kind) => kind === word);
}

function isSeverity(word: string): word is Severity {
  return SEVERITIES.some((known) => known === word);
}
