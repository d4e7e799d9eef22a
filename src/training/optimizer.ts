import type { AdamWNumbers, Trained } from '../engine/kernels';
import type { Value } from '../engine/value';
import type { Runtime } from '../engine/runtime';
import { HoneError } from '../errors/hone-error';
import type { Weights } from '../models/types';
import type { OptimizerSettings, OptimizerState } from './step-types';

/** transformers.Trainer's rule, by name: neither biases (MPNet's relative ones too) nor weights of a norm decay. */
export function decays(name: string): boolean {
  return !/bias|layernorm|(^|\.)norm($|\.)|_norm($|\.)/.test(name.toLowerCase());
}

/** clip_grad_norm_'s factor: min(1, max / (norm + 1e-6)); 1 when max is 0, which means no clipping. */
export function clipFactor(norm: number, max: number): number {
  return max > 0 ? Math.min(1, max / (norm + 1e-6)) : 1;
}

/**
 * AdamW with decoupled weight decay over the encoder's parameters, which it replaces in their map (Loshchilov & Hutter 2019,
 * arXiv:1711.05101; arithmetic as torch.optim.AdamW).
 */
export class AdamW {
  private moments = new Map<string, { m: Value; v: Value }>();
  /** Steps taken. */
  private taken = 0;

  constructor(
    private readonly runtime: Runtime,
    private readonly parameters: Map<string, Value>,
    /** Names of those that are trained. */
    private readonly trained: readonly string[],
    private readonly settings: OptimizerSettings,
  ) {
    this.reset();
  }

  /** One update from `gradients`, which stay the caller's. */
  async step(
    gradients: ReadonlyMap<string, Value>,
    clip: number,
    learningRate: number,
    step: number,
  ): Promise<void> {
    const { beta1, beta2, epsilon, weightDecay } = this.settings;
    for (const [name, gradient] of gradients) {
      const numbers: AdamWNumbers = {
        clip,
        beta1,
        beta2,
        epsilon,
        decay: 1 - (decays(name) ? learningRate * weightDecay : 0),
        stepSize: learningRate / (1 - beta1 ** step),
        correction: Math.sqrt(1 - beta2 ** step),
      };
      const trained: Trained = { weight: this.parameters.get(name)!, ...this.moments.get(name)! };
      const { weight, m, v } = await this.runtime.kernels.adamw(trained, gradient, numbers);
      this.parameters.set(name, weight);
      this.moments.set(name, { m, v });
    }
    this.taken = step;
  }

  async state(): Promise<OptimizerState> {
    const state: OptimizerState = { m: new Map(), v: new Map(), step: this.taken };
    for (const [name, { m, v }] of this.moments) {
      state.m.set(name, await copyOf(this.runtime, m));
      state.v.set(name, await copyOf(this.runtime, v));
    }
    return state;
  }

  /** Takes a saved state up, or starts afresh. Throws 'model/corrupt' when it belongs to another model. */
  reset(state?: OptimizerState): void {
    const fresh = new Map<string, { m: Value; v: Value }>();
    for (const name of this.trained) {
      const { dims } = this.parameters.get(name)!;
      fresh.set(name, { m: this.moment(name, dims, state?.m), v: this.moment(name, dims, state?.v) });
    }
    this.dispose();
    this.moments = fresh;
    this.taken = state?.step ?? 0;
  }

  dispose(): void {
    for (const { m, v } of this.moments.values()) this.runtime.free([m, v]);
    this.moments.clear();
  }

  private moment(name: string, dims: readonly number[], saved: Weights | undefined): Value {
    if (!saved) return this.runtime.zeros(dims);
    const found = saved.get(name);
    if (found?.shape.join() !== dims.join())
      throw new HoneError('model/corrupt', { file: `optimizer: ${name}` });
    return this.runtime.floats(found.data.slice(), dims);
  }
}

export async function copyOf(
  runtime: Runtime,
  value: Value,
): Promise<{ shape: number[]; data: Float32Array }> {
  return { shape: [...value.dims], data: (await runtime.read(value)).slice() };
}
