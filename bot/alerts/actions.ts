import { EXPECTED_LOSS, inSentence, type Profile, type Slice } from '#pipeline';
import { day } from '#reports';
import type { Alert } from './alert.ts';
import { featureLabel, sliceInWords, slicesInWords } from './words.ts';

/** What the reader of an alert should do first. */
export function actionFor({ kind, slice, measure, evidence }: Alert, profile: Profile): string {
  const who = sliceInWords(slice, profile);
  const began = day(evidence.since.asOf);
  switch (kind) {
    case 'churn':
      if (measure === EXPECTED_LOSS)
        return `Write to those most likely to leave while they are here, and find what changed for them in the days before ${began} (price, release, campaign, outage).`;
      return `Find what changed for ${who} in the days before ${began} (price, release, campaign, outage), and write to the most engaged of them first.`;
    case 'crash':
      return `Compare the crash reports of ${who} before and after ${began}; if a release falls there, hold its rollout until the crash is understood.`;
    case 'segments':
      return measure === 'trust'
        ? 'Read the trust section of the report before using segment names anywhere.'
        : `Look at what moved for ${who} in the report, and hold campaigns that choose users by segment until it is understood.`;
    case 'quality':
      return qualityAction(measure, evidence, slice, profile);
    default:
      return kind satisfies never;
  }
}

function qualityAction(measure: string, evidence: Alert['evidence'], slice: Slice, profile: Profile): string {
  switch (measure) {
    case 'rejected_share':
      return 'Ask the owner of the export what changed in it; the rows and their reasons are in the quality section of the report.';
    case 'feature_drift':
      return 'Ask the owner of the export whether the way it is measured changed; if not, the users did, and segments of before and after do not compare.';
    case 'run_delay':
      return 'Look whether the export has arrived and whether the last run failed (herald doctor, herald alerts), then start the run.';
    default:
      return `Ask the owner of the export why ${missingColumn(evidence, profile)} no longer arrive for ${slicesInWords(slice, evidence, profile)} since ${day(evidence.since.asOf)}; until they do, leave figures of them out of account.`;
  }
}

function missingColumn(evidence: Alert['evidence'], profile: Profile): string {
  const column = evidence.type === 'change' ? evidence.subject : null;
  return column === null ? 'values' : `values of ${inSentence(featureLabel(column, profile))}`;
}
