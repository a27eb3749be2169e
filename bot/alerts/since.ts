import type { CompleteRun, Snapshot } from '#pipeline';
import type { AlertState, Since } from './alert.ts';

/** Since when the last of these runs shows what it shows, and for how many runs. */
export function sinceOf({ runId, asOf }: Omit<Since, 'runs'>, snapshots: readonly Snapshot[]): Since {
  return { runId, asOf, runs: snapshots.length - snapshots.findIndex(({ run }) => run.id === runId) };
}

export function stateOf({ runs }: Since): AlertState {
  return runs === 1 ? 'open' : 'updated';
}

export function runsOf(snapshots: readonly Snapshot[]): readonly CompleteRun[] {
  return snapshots.map(({ run }) => run);
}
