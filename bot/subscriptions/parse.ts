import { dimensionOf, type Profile, type Severity } from '#pipeline';
import { list } from '#reports';
import type { SubscriptionFilter, SubscriptionThing } from './subscription.ts';
import { KINDS, SEVERITIES } from './subscription.ts';

export type ParsedSubscription =
  | {
      readonly ok: true;
      readonly thing: SubscriptionThing;
      readonly filter: SubscriptionFilter;
      /** A channel id, the asker, or the place where it was asked. */
      readonly target: 'here' | 'me' | { readonly channel: string };
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads the words behind `subscribe`: what, which kinds, how severe, in which slice, and where to.
 *
 * @param valuesOf the values of a dimension in the current run, so that a subscription to a misspelt slice is not silent for ever
 * @example parseSubscription(['churn', 'severity>=high', 'country=Germany', '#C012'], profile, valuesOf)
 */
export function parseSubscription(
  words: readonly string[],
  profile: Profile,
  valuesOf: (dimension: string) => readonly string[],
): ParsedSubscription {
  const pieces = joinValues(words);
  const first = pieces[0]?.toLowerCase() ?? '';
  const thing = THINGS.get(first) ?? (isKind(first) ? 'alerts' : undefined);
  if (thing === undefined) {
    return refused(first === '' ? 'subscribe to what?' : `there is nothing called ${pieces[0]} to subscribe to`);
  }
  const rest = isKind(first) ? pieces : pieces.slice(1);
  const kinds = new Set<string>();
  const slice: Record<string, string> = {};
  let severity: Severity | undefined;
  let target: 'here' | 'me' | { readonly channel: string } = 'here';
  for (const word of rest) {
    const plain = word.toLowerCase().replace(/^severity(>=|=|:)/, '');
    const [key, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
    if (['to', 'in', 'and', 'only', 'for'].includes(plain)) continue;
    if (plain === 'here' || plain === 'me') target = plain;
    else if (/^#[CG][A-Z0-9]+$/.test(word)) target = { channel: word.slice(1) };
    else if (word.startsWith('#')) return refused(`choose ${word} from the list that Slack offers, so that I get its id`);
    else if (thing === 'report') return refused(`a report has no filter ${word}`);
    else if (isKind(plain)) kinds.add(plain);
    else if (SEVERITIES.some((known) => known === plain)) severity = plain as Severity;
    else if (word.includes('=')) {
      const dimension = dimensionCalled(key, profile);
      if (dimension === undefined)
        return refused(`there is no ${key}; slices are by ${list(profile.dimensions.map(({ name }) => name))}`);
      const values = valuesOf(dimension);
      const found = values.find((known) => known.toLowerCase() === value.toLowerCase());
      if (found === undefined) return refused(`no user has ${dimension} ${value}; there are ${list(values.slice(0, 12))}`);
      slice[dimension] = found;
    } else return refused(`I do not know what ${word} means here`);
  }
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

function isKind(word: string): boolean {
  return KINDS.some((kind) => kind === word);
}

function refused(reason: string): ParsedSubscription {
  return { ok: false, reason };
}

/** A value of several words stands in quotes: country="South Korea". */
function joinValues(words: readonly string[]): readonly string[] {
  const pieces = words.join(' ').match(/[^\s="“”]+=["“][^"“”]*["”]|\S+/g) ?? [];
  return pieces.map((piece) => piece.replaceAll(/["“”]/g, ''));
}

function dimensionCalled(key: string, profile: Profile): string | undefined {
  const plain = key.toLowerCase();
  return profile.dimensions.find(({ name }) => name === plain || dimensionOf(profile, name).label.toLowerCase() === plain)?.name;
}
