import { mix } from '../engine/dropout-mask';
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

/**
 * Dropout masks from a counter: number i of a site depends on (seed, step, micro-batch, layer, site, i) only. So a mask is
 * never stored to be used again, and a resumed run drops what the first would have.
 */
export function dropoutMasks(seed: number, step: number, microBatch: number, dropout: Dropout): MaskSource {
  return ({ layer, site }) => {
    const key = (sum: number, part: number): number => mix(sum ^ mix(part + 0x9e3779b9));
    const first = [seed, step, microBatch, layer + 1, siteNumber(site)].reduce(key, 0);
    return { first, second: mix(first ^ 0x5bd1e995), probability: probabilityAt(site, dropout) };
  };
}
