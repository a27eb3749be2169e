import type { CompleteRun } from '../domain/run.ts';

/** What tells a complete run from every other, also from one that took its number after it had been deleted. */
export interface RunKey {
  readonly id: number;
  readonly content_hash: string | null;
  readonly finished_at: string;
}

const CAPACITY = 200; // more than a trend looks back over; a run takes some 10 kB

/**
 * Complete runs that were read before. They never change, so only their keys have to be read again; whichever was used
 * longest ago makes room.
 */
export class KnownRuns {
  readonly #runs = new Map<string, CompleteRun>();

  get(key: RunKey): CompleteRun | undefined {
    const name = nameOf(key);
    const run = this.#runs.get(name);
    if (run !== undefined) this.#keep(name, run);
    return run;
  }

  add(key: RunKey, run: CompleteRun): void {
    this.#keep(nameOf(key), run);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= CAPACITY) break;
      this.#runs.delete(oldest);
    }
  }

  /** A map is in the order of insertion. */
  #keep(name: string, run: CompleteRun): void {
    this.#runs.delete(name);
    this.#runs.set(name, run);
  }
}

function nameOf({ id, content_hash, finished_at }: RunKey): string {
  return `${id} ${content_hash} ${finished_at}`;
}
