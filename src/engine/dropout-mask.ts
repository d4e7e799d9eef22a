/**
 * A dropout mask as what it is made from: number i of it depends on the key and on i only, so that no mask need be stored to be
 * used again, and each backend makes it where it is used.
 */
export interface MaskKey {
  /** Two words that stand for everything the mask depends on: seed, step, place. */
  readonly first: number;
  readonly second: number;
  /** Of dropping; numbers kept are 1 / (1 - probability), in steps of 1/65536. */
  readonly probability: number;
}

/** murmur3's finaliser: every bit of the result depends on every bit of x. */
export function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The bits of 1/(1-p), and what 16 random bits are compared with. */
export function maskWords({ probability }: MaskKey): { kept: number; threshold: number } {
  const kept = new Int32Array(Float32Array.of(1 / (1 - probability)).buffer)[0] ?? 0;
  return { kept, threshold: Math.round(probability * 65536) };
}

/** The first `count` numbers. One hash gives two numbers of 16 bits. */
export function fillMask(key: MaskKey, count: number): Float32Array {
  const mask = new Float32Array(count);
  // Written as bits of 1/(1-p) or of 0, without a branch that no processor can foresee.
  const words = new Int32Array(mask.buffer);
  const { kept, threshold } = maskWords(key);
  const { first, second } = key;
  for (let i = 0; i < count; i += 2) {
    const bits = mix((i ^ first) + second);
    words[i] = kept & ~(((bits & 0xffff) - threshold) >> 31);
    if (i + 1 < count) words[i + 1] = kept & ~(((bits >>> 16) - threshold) >> 31);
  }
  return mask;
}
