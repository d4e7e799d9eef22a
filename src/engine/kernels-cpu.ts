import type { Kernels } from './kernels';
import { Fed, type Value } from './value';

/** Kernels in JavaScript, in place, on the arrays that onnxruntime's tensors are on WASM. */
export function cpuKernels(numbers: (value: Value) => Float32Array): Kernels {
  return {
    rows(table, ids) {
      const width = table.dims.at(-1) ?? 1;
      const from = numbers(table);
      const out = new Float32Array(ids.length * width);
      ids.forEach((id, i) => out.set(from.subarray(id * width, (id + 1) * width), i * width));
      return Promise.resolve(new Fed(out, [ids.length, width]));
    },
    addRows(sums, ids, rows) {
      const width = sums.dims.at(-1) ?? 1;
      const to = numbers(sums);
      const from = numbers(rows);
      for (let i = 0; i < ids.length; i++) {
        const at = (ids[i] ?? 0) * width;
        for (let j = 0; j < width; j++) to[at + j]! += from[i * width + j]!;
      }
      return Promise.resolve(sums);
    },
    accumulate(a, b) {
      const to = numbers(a);
      const from = numbers(b);
      for (let i = 0; i < to.length; i++) to[i]! += from[i]!;
      return Promise.resolve(a);
    },
    norm(values) {
      let sum = 0;
      for (const value of values) {
        const x = numbers(value);
        for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
      }
      return Promise.resolve(Math.sqrt(sum));
    },
    adamw(trained, gradient, { clip, beta1, beta2, epsilon, decay, stepSize, correction }) {
      const [w, m, v, g] = [trained.weight, trained.m, trained.v, gradient].map(numbers) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      for (let i = 0; i < w.length; i++) {
        const gi = clip * g[i]!;
        const mi = (m[i] = beta1 * m[i]! + (1 - beta1) * gi);
        const vi = (v[i] = beta2 * v[i]! + (1 - beta2) * gi * gi);
        w[i] = decay * w[i]! - (stepSize * mi) / (Math.sqrt(vi) / correction + epsilon);
      }
      return Promise.resolve(trained);
    },
  };
}
