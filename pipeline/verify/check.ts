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

export function relative(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}
