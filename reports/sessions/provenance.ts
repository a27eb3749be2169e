import type { CompleteRun, Profile } from '#pipeline';
import { provenanceOf } from '../views/define.ts';
import type { Provenance } from '../views/view.ts';

/** Where views of sessions come from. The banner of a weak clustering is left to the views that show segments. */
export function sessionProvenance(run: CompleteRun, profile: Profile): Provenance {
  return { ...provenanceOf(run, profile), banner: null };
}
