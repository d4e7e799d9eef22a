/** Four 32-bit words. */
export type RandomState = [number, number, number, number];

/**
 * xoshiro128** (Blackman and Vigna 2018, https://prng.di.unimi.it): a stream of chance whose whole state can be written down
 * and taken up again. Seeded by splitmix32, so that neighbouring seeds give unrelated streams.
 */
export class SeededRandom {
  private constructor(private s: RandomState) {}

  static fromSeed(seed: number): SeededRandom {
    let x = seed >>> 0;
    const word = (): number => {
      x = (x + 0x9e3779b9) >>> 0;
      let z = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    return new SeededRandom([word(), word(), word(), word()]);
  }

  static fromState(state: RandomState): SeededRandom {
    return new SeededRandom([...state]);
  }

  get state(): RandomState {
    return [...this.s];
  }

  /** A whole number in [0, 2^32). */
  next(): number {
    const [s0, s1, s2, s3] = this.s;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    const s2x = s2 ^ s0;
    const s3x = s3 ^ s1;
    this.s = [(s0 ^ s3x) >>> 0, (s1 ^ s2x) >>> 0, (s2x ^ t) >>> 0, rotateLeft(s3x, 11) >>> 0];
    return result;
  }

  /** A whole number in [0, n), without bias: draws that would favour the low ones are drawn again. */
  below(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const drawn = this.next();
      if (drawn < limit) return drawn % n;
    }
  }

  /** 0 .. n-1 in random order (Fisher-Yates). */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
