/** One thing of a stored run that was computed again in another way. */
export interface Check {
  readonly name: string;
  /** What was compared, and how many of it. */
  readonly compared: string;
  /** The largest difference, relative to the larger value or to 1; of users the share of those it is wrong for. */
  readonly difference: number;
  readonly allowed: number;
  readonly agrees: boolean;
}

/** Sums of doubles in another order differ by some 1e-12 of them. */
const ALLOWED = 1e-9;

export function check(name: string, compared: string, difference: number, allowed: number = ALLOWED): Check {
  return { name, compared, difference, allowed, agrees: difference <= allowed };
}

/** @returns 1 where one of them is no finite number and the other is another value */
export function relative(a: number, b: number): number {
  if (a === b) return 0;
  const difference = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isFinite(difference) ? difference : 1;
}

export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
