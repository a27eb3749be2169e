import type { CompleteRun, TrustLevel } from '../domain/run.ts';

/** The segments of a run can be believed less than those of most runs before it. */
export interface TrustFall {
  /** What at least half of the earlier runs had. */
  readonly from: TrustLevel;
  readonly to: TrustLevel;
  /** The first run of those that have the lower level without a gap up to the new one. */
  readonly since: { readonly runId: number; readonly asOf: string };
}

const LEVELS: readonly TrustLevel[] = ['weak', 'fair', 'strong'];

/** @param earlier oldest first; half of them have to be better, so that one lucky run does not make the next one news */
export function trustFall(current: CompleteRun, earlier: readonly CompleteRun[]): TrustFall | undefined {
  const rank = ({ trust }: CompleteRun) => LEVELS.indexOf(trust.level);
  const ranks = earlier.map(rank).sort();
  const usual = ranks[Math.floor((ranks.length - 1) / 2)];
  if (usual === undefined || rank(current) >= usual) return undefined;
  const lastBetter = earlier.findLastIndex((run) => rank(run) >= usual);
  const { id: runId, asOf } = earlier[lastBetter + 1] ?? current;
  return { from: LEVELS[usual]!, to: current.trust.level, since: { runId, asOf } };
}
