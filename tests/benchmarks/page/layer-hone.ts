import { timeLayer } from '../../../src/training/speed/measurements';
import { shape } from './layer-shape';

/** A whole training step of a model with one such layer, so the layer itself is faster than this says. */
export const honeLayer = ({ threads, repeats }: { threads: number; repeats: number }): Promise<number[]> =>
  timeLayer({ backend: 'wasm', threads }, shape, repeats);
