import type { Weights } from '../../models/types';
import { SeededRandom } from '../random';
import type { Loss } from './loss';

/** Before the names of a loss's own weights among the model's: they are trained and kept with them, and not exported. */
export const LOSS_PREFIX = 'loss.';

/** A loss's own weights as torch's nn.Linear begins: uniform up to 1/√width on either side; the same every time. */
export function ownWeights(loss: Loss, dimension: number): Weights {
  const random = SeededRandom.fromSeed(0);
  const shapes = Object.entries(loss.parameters?.(dimension) ?? {}) as [string, number[]][];
  const width = Math.max(1, ...shapes.map(([, shape]) => shape[1] ?? 1));
  return new Map(
    shapes.map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      const drawn = data.map(() => (random.next() / 2 ** 31 - 1) / Math.sqrt(width));
      return [LOSS_PREFIX + name, { shape, data: drawn }];
    }),
  );
}
