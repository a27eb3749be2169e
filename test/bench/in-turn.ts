import { quantile } from '#pipeline';

/** Runs the sides in turn, so that whatever else the machine does meets all of them, and gives the milliseconds of each. */
export async function inTurn<Name extends string>(
  sides: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(sides) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) times[name].push(await sides[name]());
  }
  return times;
}

/** Milliseconds that some work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export function medianOf(times: readonly number[]): number {
  return quantile(Float64Array.from(times).sort(), 0.5);
}

/** `1.23 s` or `45 ms`, with the fastest and slowest of several. */
export function spread(times: readonly number[]): string {
  const text = (ms: number) =>
    ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`;
  const middle = text(medianOf(times));
  return times.length === 1 ? middle : `${middle} (${text(Math.min(...times))} to ${text(Math.max(...times))})`;
}

/** How many times as long the peer takes, by medians. */
export function ratio(peer: readonly number[], ours: readonly number[]): string {
  return `${(medianOf(peer) / medianOf(ours)).toFixed(1)} ×`;
}
