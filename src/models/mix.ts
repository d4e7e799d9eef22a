import { HoneError } from '../errors/hone-error';
import type { Weights } from './types';

/**
 * (1 - mix) · base + mix · tuned, tensor by tensor (weight-space averaging, Wortsman et al. 2022, arXiv:2109.01903).
 * `mix` 0 gives base's numbers and 1 tuned's, exactly. Names that only `base` has are taken from it.
 * Throws HoneError 'model/corrupt' where a tensor's shape differs.
 */
export function mixWeights(base: Weights, tuned: Weights, mix: number): Weights {
  const mixed: Weights = new Map();
  for (const [name, { shape, data }] of base) {
    const other = tuned.get(name);
    if (
      other &&
      (other.shape.length !== shape.length || other.shape.some((size, axis) => size !== shape[axis]))
    ) {
      throw new HoneError('model/corrupt', { file: name, detail: 'the tuned tensor has another shape' });
    }
    if (!other || mix === 0) mixed.set(name, { shape, data });
    else if (mix === 1) mixed.set(name, { shape, data: other.data });
    else mixed.set(name, { shape, data: data.map((value, i) => (1 - mix) * value + mix * other.data[i]!) });
  }
  return mixed;
}
