import type { ValueFilter } from '#pipeline';
import type { Rank } from './atom.ts';
import type { Parts } from './parts.ts';

/** What a question is about, for finding its figure. */
export interface Subject {
  readonly parts: Parts;
  readonly rank: Rank | undefined;
  readonly by: readonly string[];
  readonly compared: ValueFilter | undefined;
}
