import { LAPSE_PROBABILITY, type Profile } from '#pipeline';
import type { Atom } from './atom.ts';

/**
 * "Most likely to churn" is about what comes, where that is foreseen; "highest churn risk" is about the score. Of earlier runs
 * only the score is known.
 */
export function aboutWhatComes(atoms: readonly Atom[], { lapse, measures }: Profile): readonly Atom[] {
  const isForeseen = measures.some(({ column }) => column === LAPSE_PROBABILITY);
  const isOfEarlierRuns = atoms.some(({ kind }) => kind === 'reference' || kind === 'trend' || kind === 'since');
  if (!isForeseen || isOfEarlierRuns || lapse === undefined) return atoms;
  return atoms.map((atom) =>
    atom.kind === 'rank' && atom.column === lapse.givenScore ? { ...atom, column: LAPSE_PROBABILITY } : atom,
  );
}
