import { noBetterThanChance } from './chance.ts';
import type { Predictor } from './predictor.ts';
import { decideReplacement, type Replacement, type ReplacementSettings } from './replacement.ts';
import type { Part } from './train.ts';
import type { TrainedModel } from './trained-model.ts';

/** Whether a new model comes into use, in place of the old one if there is one. */
export type Succession = Replacement & {
  /** The same data gave the same model, so nothing is to be replaced. */
  readonly sameAsOld: boolean;
};

/**
 * A model that cannot be told from chance is of no use to anybody, also where there was none before.
 *
 * @param heldOut rows that neither model has seen
 */
export function succession(
  next: Predictor,
  old: Predictor | undefined,
  { table, target, groups }: Pick<Part, 'table' | 'target' | 'groups'>,
  settings: Pick<ReplacementSettings, 'metric' | 'seed'>,
): Succession {
  if (old !== undefined && essence(next.model) === essence(old.model)) {
    return { replace: false, lead: null, reason: 'the same data gave the same model again', sameAsOld: true };
  }
  const weakness = noBetterThanChance(next.model, settings.metric);
  if (weakness !== undefined) return { replace: false, lead: null, reason: weakness, sameAsOld: false };
  if (old === undefined) return { replace: true, lead: null, reason: 'there was no model before', sameAsOld: false };
  return { ...decideReplacement(next, old, table, target, { ...settings, groups }), sameAsOld: false };
}

/** What a model predicts by. */
function essence({ fitted, calibration, threshold }: TrainedModel): string {
  return JSON.stringify([fitted, calibration, threshold]);
}
