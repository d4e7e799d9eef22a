import { architectureOf } from './architectures/table';
import type { Shapes } from './architectures/block';
import type { EncoderConfig, Weights } from './types';

/**
 * LoRA (Hu et al. 2021, arXiv:2106.09685) under PEFT's terms: beside a projection x·Wᵀ stands (alpha / r) · x'·Aᵀ·Bᵀ, where
 * x' is x after a dropout of its own, A is [r, in] and B is [out, r]; W is frozen.
 */
export interface Lora {
  r: number;
  alpha: number;
  dropout: number;
  /** The last parts of modules' names ('query', 'attention.output.dense'), or every linear module of the layers. */
  targetModules: readonly string[] | 'all-linear';
}

export const loraScale = ({ r, alpha }: Lora): number => alpha / r;

/** An adapter's two matrices beside `${module}.weight`, named as PEFT names them. */
export const adapterNames = (module: string): { a: string; b: string } => ({
  a: `${module}.lora_A.weight`,
  b: `${module}.lora_B.weight`,
});

/** Modules with a matrix among these weights. */
const linearModules = (shapes: Shapes): string[] =>
  Object.entries(shapes)
    .filter(([name, shape]) => name.endsWith('.weight') && shape.length === 2)
    .map(([name]) => name.slice(0, -'.weight'.length));

/** The modules of one layer that get an adapter, without the layer's prefix; as PEFT matches target_modules. */
export function layerTargets(shapes: Shapes, prefix: string, { targetModules }: Lora): string[] {
  return linearModules(shapes).filter(
    (module) =>
      targetModules === 'all-linear' ||
      targetModules.some(
        (target) => prefix + module === target || `${prefix}${module}`.endsWith(`.${target}`),
      ),
  );
}

/** Shapes of the adapters of these modules, whose weights are among `shapes`. */
export function adapterShapes(shapes: Shapes, modules: readonly string[], { r }: Lora): Shapes {
  const adapters: Shapes = {};
  for (const module of modules) {
    const [out, into] = shapes[`${module}.weight`] as [number, number];
    const { a, b } = adapterNames(module);
    adapters[a] = [r, into];
    adapters[b] = [out, r];
  }
  return adapters;
}

/** Shapes of all adapters of a model whose first `firstLayer` layers are frozen, by full name. */
export function modelAdapterShapes(config: EncoderConfig, lora: Lora, firstLayer = 0): Shapes {
  const all: Shapes = {};
  for (const { prefix, kind } of architectureOf(config).layers.slice(firstLayer)) {
    const shapes = adapterShapes(kind.weights, layerTargets(kind.weights, prefix, lora), lora);
    for (const [name, shape] of Object.entries(shapes)) all[prefix + name] = shape;
  }
  return all;
}

/** The last parts of the names of all modules that could have an adapter: what target_modules may name. */
export function possibleTargets(config: EncoderConfig): string[] {
  const names = architectureOf(config).layers.flatMap(({ kind }) => linearModules(kind.weights));
  return [...new Set(names.map((name) => name.split('.').at(-1)!))];
}

/** W + (alpha / r) · B·A for every adapter: the weights that give the same vectors without it. */
export function mergedWeights(base: Weights, adapters: Weights, lora: Lora): Weights {
  const merged: Weights = new Map();
  const suffix = adapterNames('').a;
  for (const [name, a] of adapters) {
    if (!name.endsWith(suffix)) continue;
    const module = name.slice(0, -suffix.length);
    const weight = `${module}.weight`;
    const b = adapters.get(adapterNames(module).b)!;
    const { shape, data } = base.get(weight)!;
    merged.set(weight, { shape: [...shape], data: withProduct(data, a.data, b.data, lora) });
  }
  return merged;
}

/**
 * The adapters among a checkpoint's weights, weakened as a mixture with the base weakens them: mix · B·A is what the mixture
 * has of B·A.
 */
export function mixedAdapters(weights: Weights, mix: number): Weights {
  const adapters: Weights = new Map();
  for (const [name, { shape, data }] of weights) {
    if (name.endsWith(adapterNames('').a)) adapters.set(name, { shape, data });
    if (name.endsWith(adapterNames('').b))
      adapters.set(name, { shape, data: mix === 1 ? data : data.map((value) => mix * value) });
  }
  return adapters;
}

function withProduct(weight: Float32Array, a: Float32Array, b: Float32Array, lora: Lora): Float32Array {
  const { r } = lora;
  const into = a.length / r;
  const row = new Float64Array(into);
  const sum = new Float32Array(weight.length);
  for (let out = 0; out < b.length / r; out++) {
    row.fill(0);
    for (let k = 0; k < r; k++) {
      const factor = loraScale(lora) * b[out * r + k]!;
      for (let i = 0; i < into; i++) row[i]! += factor * a[k * into + i]!;
    }
    for (let i = 0; i < into; i++) sum[out * into + i] = weight[out * into + i]! + row[i]!;
  }
  return sum;
}
