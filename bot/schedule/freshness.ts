import type { DeliveryState } from '#pipeline';

/** What is known of the data when a report is due. */
export interface DataState {
  readonly now: Date;
  readonly waitUntil: Date;
  /** The newest run there is. */
  readonly run: { readonly finishedAt: Date; readonly asOf: string } | undefined;
  /** The scheduled run that the report is about; undefined where no schedule makes one. */
  readonly itsRun:
    | { readonly at: Date; readonly state: DeliveryState | undefined; readonly lastError: string | null }
    | undefined;
  /** The window of the report before this one. */
  readonly previous: Date | undefined;
}

export type Readiness =
  | { readonly step: 'wait'; readonly reason: string }
  /** @property old why the data are not new; null if they are */
  | { readonly step: 'go'; readonly old: string | null }
  | { readonly step: 'stop'; readonly reason: string };

/**
 * Whether a report can be made. It waits for its run, until that has ended one way or another or the time is up; then it
 * is made of what there is, and says so. Without a scheduled run, any run since the report before will do.
 */
export function readiness({ now, waitUntil, run, itsRun, previous }: DataState): Readiness {
  const since = itsRun?.at ?? previous;
  if (run !== undefined && (since === undefined || run.finishedAt >= since)) return { step: 'go', old: null };
  const hasEnded = itsRun?.state === 'sent' || itsRun?.state === 'failed';
  if (!hasEnded && now < waitUntil) return { step: 'wait', reason: 'waiting for the run with the new data' };
  if (run === undefined) return { step: 'stop', reason: itsRun?.lastError ?? 'there is no run yet' };
  return { step: 'go', old: `the data are old, as of ${run.asOf}: ${why(itsRun)}` };
}

function why(itsRun: DataState['itsRun']): string {
  if (itsRun === undefined) return 'there was no run since the report before';
  if (itsRun.state === 'failed') return `the run failed (${itsRun.lastError})`;
  if (itsRun.state === 'sent') return 'the run found no new data';
  return itsRun.lastError === null ? 'the run has not ended yet' : `the run has not succeeded yet (${itsRun.lastError})`;
}
