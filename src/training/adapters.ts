import { modelAdapterShapes, type Lora } from '../models/lora';
import type { EncoderConfig, Weights } from '../models/types';
import { SeededRandom } from './random';

/**
 * Adapters as PEFT starts them: A uniform within ±1/√in (kaiming_uniform with a = √5), B zero, so that the model is at first
 * its base. Drawn by the run's seed.
 */
export function initialAdapters(
  config: EncoderConfig,
  lora: Lora,
  firstLayer: number,
  seed: number,
): Weights {
  const random = SeededRandom.fromSeed(seed);
  const adapters: Weights = new Map();
  for (const [name, shape] of Object.entries(modelAdapterShapes(config, lora, firstLayer))) {
    const data = new Float32Array(shape[0]! * shape[1]!);
    const bound = 1 / Math.sqrt(shape[1]!);
    if (name.endsWith('.lora_A.weight'))
      data.forEach((_, i) => (data[i] = bound * (random.next() / 2 ** 31 - 1)));
    adapters.set(name, { shape, data });
  }
  return adapters;
}
