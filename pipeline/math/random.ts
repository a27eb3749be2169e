/**
 * Seeded generator of uniform numbers: the same seed gives the same numbers on any machine, because every step is
 * 32-bit integer arithmetic.
 *
 * @see Blackman and Vigna, xoshiro128**, https://prng.di.unimi.it/xoshiro128starstar.c, seeded by SplitMix32.
 */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    let mixed = seed >>> 0;
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) | 0;
      let z = mixed ^ (mixed >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    });
  }

  /** A generator whose numbers are unrelated to this one's, for the piece of work with this index. */
  static stream(seed: number, index: number): Random {
    return new Random((Math.imul(seed >>> 0, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0);
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** Uniform in [0, 1) with 53 random bits. */
  next(): number {
    return (this.bits() * 0x200000 + (this.bits() >>> 11)) / 0x20000000000000;
  }

  /** Uniform whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}

/** In random order, in place. @see Knuth (1997), The Art of Computer Programming 2, 3.4.2, algorithm P */
export function shuffle<Items extends Int32Array | number[]>(items: Items, random: Random): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
