import { CHATTER } from './chatter.ts';
import { CONDITION_WORDS } from './conditions.ts';
import { FIGURE_WORDS } from './figures.ts';
import { OUTSIDE_WORDS } from './outside.ts';
import type { Role } from './role.ts';
import { TIME_WORDS } from './times.ts';

export type { Role } from './role.ts';

/**
 * Every phrase of the closed part of the language with what it does. It never changes with the profile; the longest
 * phrase wins, so "more than" is a limit although "more" is a rank.
 */
export function* closedPhrases(): Generator<readonly [string, Role]> {
  for (const words of [FIGURE_WORDS, CONDITION_WORDS, TIME_WORDS, CHATTER, OUTSIDE_WORDS]) {
    for (const [role, phrases] of words) for (const phrase of phrases) yield [phrase, role];
  }
}
