import { describe, expect, test, vi } from 'vitest';
import { OnnxWriter } from '../../../src/engine/onnx';
import { architectureOf } from '../../../src/models/architectures/table';
import { layerPrograms } from '../../../src/models/encoder-programs';
import { everything } from '../../../src/models/trained-parts';
import { LossScale } from '../../../src/training/loss-scale';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import { wholeModel } from '../../../src/training/step-types';
import { batches, relativeDistance, steps, tinyConfig, tinyModel, tinyWeights } from '../engine/tiny-bert';

/** onnxruntime on WASM drops the casts, so that the products are float32's; all around them is as on a GPU. */
const casting = { backend: 'wasm', threads: 1, kernels: 'onnxruntime' } as const;
const half = { parts: { halfProducts: true } };
const now = (step: number) => ({ learningRate: 2e-3, step, dropoutSeed: 0 });

describe('products in float16', () => {
  test('are all of a layer’s, and nothing else is', () => {
    const { kind } = architectureOf(tinyConfig).layers[0]!;
    const written = vi.spyOn(OnnxWriter.prototype, 'node');
    layerPrograms(tinyConfig, kind, { ...everything, halfProducts: true }, []);
    const nodes = written.mock.calls.map(([operator, inputs, attributes = {}, outputs], i) => ({
      operator,
      inputs,
      type: operator === 'Cast' ? (attributes.to as { int: number }).int : null,
      outputs: outputs ?? [String(written.mock.results[i]!.value)],
    }));
    written.mockRestore();
    // The program without dropout comes first, and does without.
    const first = nodes.findIndex(({ type }) => type === 10);
    expect(nodes.slice(0, first).some(({ operator }) => operator === 'Gemm')).toBe(true);
    const [halves, names] = [new Set<string>(), new Set<string>()];
    const seen = { half: 0, whole: 0 };
    for (const { operator, inputs, type, outputs } of nodes.slice(first)) {
      // Names begin anew with each program.
      if (outputs.some((output) => names.has(output))) [halves, names].forEach((set) => set.clear());
      outputs.forEach((output) => names.add(output));
      if (type === 10) halves.add(outputs[0]!);
      else if (operator === 'MatMul' || operator === 'Gemm') {
        const cast = inputs.filter((input) => halves.has(input)).length;
        // A sum, written as a product with ones, stays as it is.
        expect([0, inputs.length]).toContain(cast);
        if (cast > 0) outputs.forEach((output) => halves.add(output));
        seen[cast > 0 ? 'half' : 'whole']++;
        if (cast === 0) expect(inputs[0]).toMatch(/^(ones|c\d)/);
      } else if (type !== 1)
        expect(
          inputs.filter((input) => halves.has(input)),
          operator,
        ).toEqual([]);
      if (type === 1) expect(halves.has(inputs[0]!)).toBe(true);
    }
    expect(seen.half).toBeGreaterThan(30);
    expect(seen.whole).toBeGreaterThan(0);
  });

  test('leave the programs’ other numbers as they are', async () => {
    const { model } = await tinyModel('mean', casting, half);
    for (const [i, expected] of steps('mean').slice(0, 6).entries()) {
      const { loss, gradNorm } = await model.step([batches[i % 4]!], now(i + 1));
      expect(Math.abs(loss / expected.loss - 1), `loss of step ${i + 1}`).toBeLessThan(1e-4);
      expect(Math.abs(gradNorm / expected.gradNorm - 1), `norm of step ${i + 1}`).toBeLessThan(1e-3);
    }
    await model.dispose();
  });

  test('a gradient that is no number halves the loss scale, and the step is taken again', async () => {
    const { model } = await tinyModel('mean', casting, half);
    const plain = await tinyModel('mean', casting, half);
    const state = await model.optimizerState();
    expect(state.lossScale).toEqual({ scale: 65536, good: 0 });
    await model.load(tinyWeights(), { ...state, lossScale: { scale: 2 ** 126, good: 3 } });
    const [a, b] = [await model.step([batches[0]!], now(1)), await plain.model.step([batches[0]!], now(1))];
    expect(Math.abs(a.loss / b.loss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(a.gradNorm / b.gradNorm - 1)).toBeLessThan(1e-2);
    const { lossScale } = await model.optimizerState();
    expect(lossScale!.scale).toBeLessThan(2 ** 126);
    expect(Math.log2(lossScale!.scale) % 1).toBe(0);
    expect(lossScale!.good).toBe(1);
    const weights = await plain.model.weights();
    for (const [name, { data }] of await model.weights())
      expect(relativeDistance(data, weights.get(name)!.data), name).toBeLessThan(1e-2);
    await Promise.all([model.dispose(), plain.model.dispose()]);
  });

  test('a run taken up again has the same bits, its loss scale too', async () => {
    const whole = await tinyModel('mean', casting, half);
    const first = await tinyModel('mean', casting, half);
    const second = await tinyModel('mean', casting, half);
    for (let step = 1; step <= 6; step++) await whole.model.step([batches[step % 4]!], now(step));
    for (let step = 1; step <= 3; step++) await first.model.step([batches[step % 4]!], now(step));
    await second.model.load(await first.model.weights(), await first.model.optimizerState());
    for (let step = 4; step <= 6; step++) await second.model.step([batches[step % 4]!], now(step));
    const weights = await second.model.weights();
    for (const [name, { data }] of await whole.model.weights()) expect(weights.get(name)!.data).toEqual(data);
    const [a, b] = [await whole.model.optimizerState(), await second.model.optimizerState()];
    expect(b.lossScale).toEqual(a.lossScale);
    await Promise.all([whole, first, second].map(({ model }) => model.dispose()));
  });

  test('are refused where no device has float16', async () => {
    const model = { config: tinyConfig, pooling: 'mean', weights: tinyWeights() } as const;
    const optimizer = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };
    const choice = { ...wholeModel, halfProducts: true };
    await expect(
      createTrainableModel(
        model,
        matryoshkaRanking([32]),
        optimizer,
        0,
        { backend: 'wasm', threads: 1 },
        choice,
      ),
    ).rejects.toMatchObject({ code: 'training/no-half-precision' });
  });
});

describe('the loss scale', () => {
  test('doubles after 2000 steps that did not overflow, and counts anew after one that did', () => {
    const scale = new LossScale();
    for (let step = 0; step < 1999; step++) scale.stepped();
    expect(scale.state).toEqual({ scale: 65536, good: 1999 });
    expect(scale.shrink()).toBe(true);
    expect(scale.state).toEqual({ scale: 32768, good: 0 });
    for (let step = 0; step < 2000; step++) scale.stepped();
    expect(scale.state).toEqual({ scale: 65536, good: 0 });
  });
  test('is not made smaller than 1: what overflows then is the gradient itself', () => {
    const scale = new LossScale({ scale: 2, good: 0 });
    expect([scale.shrink(), scale.shrink(), scale.scale]).toEqual([true, false, 1]);
  });
});
