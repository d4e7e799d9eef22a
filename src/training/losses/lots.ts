import { mix } from '../../engine/dropout-mask';
import { SeededRandom } from '../random';

/** What lots are drawn for in a step: MatryoshkaLoss' dimensions at the last layer, the layers, dimensions at each layer. */
export const lots = { dims: 0, layers: 1, dimsAt: (layer: number): number => 2 + layer } as const;

/**
 * Which of `count` a step trains, in their order: `perStep` of them by lot, all where it is not above 0.
 * Follows from seed, step and what is drawn for, so that a resumed run draws what the first would have.
 */
export function lotOf(count: number, perStep: number, seed: number, step: number, drawnFor = 0): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (perStep <= 0 || perStep >= count) return all;
  const own = (Math.imul(seed ^ 0x9e3779b9, 31) + step) ^ mix(drawnFor);
  return SeededRandom.fromSeed(own)
    .permutation(count)
    .slice(0, perStep)
    .sort((a, b) => a - b);
}
