const FIRST_MS = 30_000; // most troubles of a network or a service pass in less
const LONGEST_MS = 3_600_000; // after a night of trouble nobody waits for more than an hour

/**
 * When to try again: when the other side says, else after 30 seconds, then twice as long each time, at most an hour.
 *
 * @param attempts how often it was tried, 1 or more
 */
export function retryAt(attempts: number, now: Date, retryAfterMs?: number): Date {
  const waitMs = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_MS);
  return new Date(now.getTime() + (retryAfterMs ?? waitMs));
}
