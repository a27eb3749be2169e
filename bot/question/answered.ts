import type { CompleteRun, Profile } from '#pipeline';
import type { GroupFigure } from './figures.ts';
import type { FigureQuestion } from './query.ts';

/** The figures of an answer with what is needed to speak of them. */
export interface Answered {
  readonly query: FigureQuestion;
  readonly figures: readonly GroupFigure[];
  /** Oldest first; the last is the one asked about. */
  readonly runs: readonly CompleteRun[];
  readonly profile: Profile;
  /** A value as it is shown: segments marked where unproven. */
  display(by: string, value: string): string;
}
