import type { Profile } from '#pipeline';
import { day } from '#reports';
import type { Alert } from './alert.ts';
import { sliceInWords } from './words.ts';

/** What the reader of an alert should do first. */
export function actionFor({ kind, slice, measure, evidence }: Alert, profile: Profile): string {
  const who = sliceInWords(slice, profile);
  const began = day(evidence.since.asOf);
  switch (kind) {
    case 'churn':
      return `Find what changed for ${who} in the days before ${began} (price, release, campaign, outage), and write to the most engaged of them first.`;
    case 'crash':
      return `Compare the crash reports of ${who} before and after ${began}; if a release falls there, hold its rollout until the crash is understood.`;
    case 'segments':
      return measure === 'trust'
        ? 'Read the trust section of the report before using segment names anywhere.'
        : `Look at what moved for ${who} in the report, and hold campaigns that choose users by segment until it is understood.`;
    case 'quality':
      return measure === 'rejected_share'
        ? 'Ask the owner of the export what changed in it; the rows and their reasons are in the quality section of the report.'
        : `Ask the owner of the export why values for ${who} no longer arrive.`;
    default:
      return kind satisfies never;
  }
}
