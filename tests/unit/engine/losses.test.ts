import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import { lossProgram, runLoss } from '../../../src/training/loss';

interface Golden {
  inputs: Record<string, number[][]>;
  losses: Record<string, { value: number; inputs: string[]; grad: number[][][] }>;
}

const path = new URL('../../../../shared/goldens/sentence-transformers-losses.json', import.meta.url);
const there = existsSync(path);
const width = 8;
const cases = {
  mnrl_pairs: [8],
  mnrl_triplet: [8],
  mnrl_2neg: [8],
  matryoshka_mnrl_8_4_2: [8, 4, 2],
};

test.runIf(!there && process.env.CI)('the goldens of sentence-transformers are there', () =>
  expect(there).toBe(true),
);

describe.skipIf(!there)('losses are those of sentence-transformers', () => {
  const golden = there ? (JSON.parse(readFileSync(path, 'utf8')) as Golden) : { inputs: {}, losses: {} };
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await Runtime.create({ backend: 'wasm', threads: 1 });
  });
  afterAll(() => runtime.dispose());

  test.each(Object.entries(cases))('%s', async (name, matryoshkaDims) => {
    const expected = golden.losses[name]!;
    const settings = { scale: 20, matryoshkaDims, matryoshkaWeights: matryoshkaDims.map(() => 1) };
    const [anchors, ...candidates] = expected.inputs.map((input) => golden.inputs[input]!.flat());
    const rows = (numbers: number[]) =>
      runtime.floats(Float32Array.from(numbers), [numbers.length / width, width]);
    const found = await runLoss(
      runtime,
      lossProgram(width, settings),
      rows(anchors!),
      rows(candidates.flat()),
    );
    expect(Math.abs(found.loss - expected.value)).toBeLessThan(1e-6 * Math.abs(expected.value));
    const gradients = [...(await runtime.read(found.dAnchors)), ...(await runtime.read(found.dCandidates))];
    const wanted = expected.grad.flat(2);
    expect(gradients).toHaveLength(wanted.length);
    const size = Math.hypot(...wanted);
    expect(Math.hypot(...gradients.map((value, i) => value - wanted[i]!)) / size).toBeLessThan(1e-6);
  });
});
