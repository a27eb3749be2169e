import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a setting and what would be right, in plain words.
 *
 * @example "branding.brand must be text, not a number"
 * @example "there is no setting shedules; did you mean schedules?"
 */
export function configFault(issue: Issue, known: readonly string[]): string {
  const place = issue.path.map(String).join('.') || 'the default export';
  switch (issue.code) {
    case 'invalid_type':
      return `${place} must be ${KINDS[issue.expected] ?? issue.expected}${gotten(issue.message)}`;
    case 'invalid_value':
      return `${place} must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownSetting([...issue.path.map(String), key].join('.'), key, known)).join('; ');
    default:
      return `${place}: ${issue.message}`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Zod says what it got in its message only. */
function gotten(message: string): string {
  const word = /received (\w+)$/.exec(message)?.[1];
  if (word === undefined) return '';
  return word === 'undefined' ? ' and is missing' : `, not ${KINDS[word] ?? word}`;
}

function unknownSetting(place: string, key: string, known: readonly string[]): string {
  const nearest = known.toSorted((a, b) => distance(a, key) - distance(b, key))[0];
  const meant = nearest !== undefined && distance(nearest, key) <= 2 ? `; did you mean ${nearest}?` : '';
  return `there is no setting ${place}${meant}`;
}
