/** A WebAssembly memory consists of pages of this size and ends at 4 GiB. */
export const PAGE_BYTES = 65_536;
export const MOST_PAGES = 65_536;

/** Memory that all threads see; what is in it is never moved. */
export function sharedMemory(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pagesFor(bytes), maximum: MOST_PAGES, shared: true });
}

/**
 * Room at the end of a shared memory, zero, for the caller alone, from whatever thread it comes. It is given back with the memory.
 *
 * @returns its first byte
 */
export function reserve(memory: WebAssembly.Memory, bytes: number): number {
  return memory.grow(pagesFor(bytes)) * PAGE_BYTES;
}

export function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

/** Cuts memory into typed arrays, each at a multiple of 16 bytes. `SPARE_BYTES` more than their sizes are enough for 16 of them. */
export class Cutter {
  readonly #memory: WebAssembly.Memory;
  #next: number;

  /** @param from the first byte to give away */
  constructor(memory: WebAssembly.Memory, from: number) {
    this.#memory = memory;
    this.#next = from;
  }

  doubles(length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, this.#take(length * 8), length);
  }

  floats(length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#take(length * 4), length);
  }

  integers(length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, this.#take(length * 4), length);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#take(length), length);
  }

  #take(size: number): number {
    const at = this.#next;
    this.#next += Math.ceil(size / 16) * 16;
    return at;
  }
}

export const SPARE_BYTES = 16 * 16;
