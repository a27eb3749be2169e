import { setTimeout as sleep } from 'node:timers/promises';

/** Waits in one place, so that calls to Slack keep its pace: in order for each key, and not before a pause is over. */
export class RateGate {
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #lanes = new Map<string, Lane>();

  /**
   * @param intervalMs one call in this time for each key, in the long run
   * @param burst calls that may come at once after a rest
   */
  constructor(intervalMs: number, burst: number) {
    this.#intervalMs = intervalMs;
    this.#burst = burst;
  }

  /** Resolves when it is this caller's turn; callers with the same key go in the order they came. */
  turn(key: string): Promise<void> {
    const lane = this.#lane(key);
    const turn = lane.last.then(async () => {
      for (;;) {
        const now = performance.now();
        // Each turn moves the slot on by an interval; rest earns back no more than a burst.
        lane.slot = Math.max(lane.slot, now - this.#intervalMs * (this.#burst - 1));
        const wait = Math.max(lane.slot, lane.pausedUntil) - now;
        if (wait <= 0) break;
        await sleep(wait);
      }
      lane.slot += this.#intervalMs;
    });
    lane.last = turn;
    return turn;
  }

  /** Nobody with this key goes on before the time is over. */
  pause(key: string, milliseconds: number): void {
    const lane = this.#lane(key);
    lane.pausedUntil = Math.max(lane.pausedUntil, performance.now() + milliseconds);
  }

  #lane(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    if (this.#lanes.size >= MAX_LANES) this.#forgetResting();
    const lane: Lane = { last: Promise.resolve(), slot: Number.NEGATIVE_INFINITY, pausedUntil: Number.NEGATIVE_INFINITY };
    this.#lanes.set(key, lane);
    return lane;
  }

  /** A lane whose slot is long past means the same as none. */
  #forgetResting(): void {
    const rested = performance.now() - this.#intervalMs * this.#burst;
    for (const [key, { slot, pausedUntil }] of this.#lanes) {
      if (slot < rested && pausedUntil < rested) this.#lanes.delete(key);
    }
  }
}

interface Lane {
  last: Promise<void>;
  /** When the next turn would be without any burst. */
  slot: number;
  pausedUntil: number;
}

const MAX_LANES = 10_000;
