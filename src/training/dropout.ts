import { probabilityAt, type Dropout, type DropoutSite } from '../models/architectures/block';
import type { MaskSource } from '../models/encoder-feeds';

const siteNumbers: Partial<Record<DropoutSite, number>> = {
  embeddings: 0,
  attention: 1,
  attended: 2,
  outer: 3,
  inner: 4,
  attentionOut: 5,
};

/** Of an adapter's place: a hash of its module's name. */
const siteNumber = (site: DropoutSite): number =>
  siteNumbers[site] ?? [...site].reduce((hash, letter) => mix(hash ^ letter.charCodeAt(0)), 6);

/** murmur3's finaliser: every bit of the result depends on every bit of x. */
function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Dropout masks from a counter: number i of a site depends on (seed, step, micro-batch, layer, site, i) only. So a mask is
 * never stored to be used again, and a resumed run drops what the first would have. One hash gives two numbers of 16 bits.
 */
export function dropoutMasks(seed: number, step: number, microBatch: number, dropout: Dropout): MaskSource {
  return ({ layer, site, shape }) => {
    const probability = probabilityAt(site, dropout);
    const count = shape.reduce((product, dim) => product * dim, 1);
    const mask = new Float32Array(count);
    // Written as bits of 1/(1-p) or of 0, without a branch that no processor can foresee.
    const words = new Int32Array(mask.buffer);
    const kept = new Int32Array(Float32Array.of(1 / (1 - probability)).buffer)[0] ?? 0;
    const threshold = Math.round(probability * 65536);
    const key = (sum: number, part: number): number => mix(sum ^ mix(part + 0x9e3779b9));
    const first = [seed, step, microBatch, layer + 1, siteNumber(site)].reduce(key, 0);
    const second = mix(first ^ 0x5bd1e995);
    for (let i = 0; i < count; i += 2) {
      const bits = mix((i ^ first) + second);
      words[i] = kept & ~(((bits & 0xffff) - threshold) >> 31);
      if (i + 1 < count) words[i + 1] = kept & ~(((bits >>> 16) - threshold) >> 31);
    }
    return mask;
  };
}
