import { expect } from 'vitest';
import { gradient } from '../../../src/engine/gradient';
import { Graph, type Tensor } from '../../../src/engine/graph';
import type { Attributes } from '../../../src/engine/op';
import { ops, type OpName } from '../../../src/engine/ops';
import { cutProgram } from '../../../src/engine/program';
import { Runtime, type Feeds } from '../../../src/engine/runtime';
import type { RuntimeOptions } from '../../../src/engine/types';

interface Example {
  /** Shapes of the float inputs. */
  inputs: number[][];
  /** Inputs that are not differentiated, after the others. */
  fixed?: { shape: number[]; data: Int32Array | Float32Array }[];
  attributes?: Attributes;
  /** Where the operator is smooth; default -1.5 to 1.5. */
  range?: [number, number];
}

/** Every operator has one: a missing example does not compile. */
const examples: Record<OpName, Example[]> = {
  add: [
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
    },
    { inputs: [[2, 3], [3]] },
    {
      inputs: [
        [1, 3],
        [2, 3],
      ],
    },
    {
      inputs: [
        [2, 2, 3],
        [2, 1, 3],
      ],
    },
  ],
  sub: [
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
    },
    {
      inputs: [
        [2, 3],
        [2, 1],
      ],
    },
  ],
  mul: [
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
    },
    { inputs: [[2, 3], [3]] },
    { inputs: [[2, 3], []] },
  ],
  div: [
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
      range: [0.5, 2],
    },
    {
      inputs: [
        [2, 3],
        [2, 1],
      ],
      range: [0.5, 2],
    },
  ],
  exp: [{ inputs: [[2, 3]] }],
  log: [{ inputs: [[2, 3]], range: [0.5, 2] }],
  sqrt: [{ inputs: [[2, 3]], range: [0.5, 2] }],
  tanh: [{ inputs: [[2, 3]] }],
  erf: [{ inputs: [[2, 3]] }],
  positive: [
    { inputs: [[2, 3]], range: [0.5, 2] },
    { inputs: [[2, 3]], range: [-2, -0.5] },
  ],
  relu: [
    { inputs: [[2, 3]], range: [0.5, 2] },
    { inputs: [[2, 3]], range: [-2, -0.5] },
  ],
  gelu: [{ inputs: [[2, 3]] }],
  matmul: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      inputs: [
        [2, 2, 3],
        [2, 3, 2],
      ],
    },
    {
      inputs: [
        [2, 2, 3],
        [1, 3, 2],
      ],
    },
  ],
  gemm: [0, 1].flatMap((transA) =>
    [0, 1].map((transB) => ({
      inputs: [transA ? [3, 2] : [2, 3], transB ? [4, 3] : [3, 4]],
      attributes: { transA, transB, alpha: 0.7 },
    })),
  ),
  linear: [{ inputs: [[3, 2], [4, 2], [4]], attributes: { alpha: 0.7 } }],
  reshape: [{ inputs: [[2, 6]], attributes: { shape: [4, 3] } }],
  transpose: [{ inputs: [[2, 3, 4]], attributes: { perm: [2, 0, 1] } }],
  slice: [{ inputs: [[2, 5]], attributes: { from: 1, to: 3 } }],
  swapHalves: [{ inputs: [[2, 3, 4]] }],
  pad: [{ inputs: [[2, 3]], attributes: { before: 1, after: 2 } }],
  regroup: [
    {
      // Three rows of two numbers go to places 0, 3 and 1 of four; place 2 repeats row 0, which must not count.
      inputs: [[3, 2]],
      fixed: [
        { shape: [3], data: Int32Array.of(2, 0, 1) },
        { shape: [3], data: Int32Array.of(1, 2, 0) },
      ],
      attributes: { width: 2 },
    },
    {
      // Row 1 goes nowhere.
      inputs: [[3, 2]],
      fixed: [
        { shape: [2], data: Int32Array.of(2, 0) },
        { shape: [3], data: Int32Array.of(1, 0, 0) },
        { shape: [3, 1], data: Float32Array.of(1, 0, 1) },
      ],
      attributes: { width: 2 },
    },
  ],
  sum: [
    { inputs: [[2, 3, 4]], attributes: { axes: [1] } },
    { inputs: [[2, 3]], attributes: { axes: [0, 1] } },
  ],
  max: [{ inputs: [[2, 4]] }, { inputs: [[2, 3, 2]], range: [-3, -1] }],
  softmax: [{ inputs: [[2, 4]] }],
  logSumExp: [{ inputs: [[2, 4]] }],
  layerNorm: [
    { inputs: [[3, 6], [6], [6]], attributes: { epsilon: 1e-3 } },
    { inputs: [[3, 6], [6]], attributes: { epsilon: 1e-3 } },
  ],
};

const wide: [number, number] = [-1.5, 1.5];

export const opNames = Object.keys(ops) as OpName[];

/** Numbers that are the same every time and never equal: sines within a range. */
function numbers(shape: number[], seed: number, [low, high]: [number, number]): Float32Array {
  const count = shape.reduce((product, dim) => product * dim, 1);
  return Float32Array.from(
    { length: count },
    (_, i) => low + ((high - low) * (1 + Math.sin(1 + 1.7 * i + 2.3 * seed))) / 2,
  );
}

/** An example as programs, with its input values and the weights of its outputs. */
function prepare(op: OpName, { inputs, fixed = [], attributes, range = wide }: Example) {
  const g = new Graph();
  const floats = inputs.map((shape, i) => g.input(`x${i}`, shape));
  const rest = fixed.map(({ shape, data }, i) =>
    g.input(`f${i}`, shape, data instanceof Int32Array ? 'int32' : 'float32'),
  );
  const y = g.apply(op, [...floats, ...rest], attributes);
  const shape = y.shape as number[];
  const gradients: Record<string, Tensor> = {};
  gradient(g, y, g.input('dy', shape), floats).forEach((tensor, i) => (gradients[`d${i}`] = tensor));
  const values = inputs.map((given, i) => numbers(given, i, range));
  const weight = numbers(shape, 9, [0.5, 2]);
  const feeds = (runtime: Runtime): Feeds => ({
    ...Object.fromEntries(values.map((data, i) => [`x${i}`, runtime.feed(data.slice(), inputs[i]!)])),
    ...Object.fromEntries(fixed.map(({ shape: of, data }, i) => [`f${i}`, runtime.feed(data, of)])),
    dy: runtime.feed(weight, shape),
  });
  const forward = cutProgram(op, { y });
  return { inputs, values, weight, feeds, forward, backward: cutProgram(`${op} gradient`, gradients) };
}

/** Compares an operator's gradient rule with central differences of Σ weight ⊙ y, for every number of every input. */
export async function expectGradientRule(op: OpName, options: RuntimeOptions): Promise<void> {
  const runtime = await Runtime.create(options);
  for (const example of examples[op]) {
    const { inputs, values, weight, feeds, forward, backward } = prepare(op, example);
    const valueNow = async (): Promise<number> => {
      const out = await runtime.read((await runtime.run(forward, feeds(runtime))).y!);
      return out.reduce((sum, value, i) => sum + value * weight[i]!, 0);
    };
    const out = await runtime.run(backward, feeds(runtime));
    for (const [i, data] of values.entries()) {
      const found = await runtime.read(out[`d${i}`]!);
      expect(out[`d${i}`]!.dims).toEqual(inputs[i]);
      const step = 2 ** -6;
      for (let j = 0; j < data.length; j++) {
        const at = data[j]!;
        data[j] = at + step;
        const above = await valueNow();
        data[j] = at - step;
        const below = await valueNow();
        data[j] = at;
        const expected = (above - below) / (2 * step);
        const difference = Math.abs(found[j]! - expected);
        expect(difference, `${op}: input ${i}, number ${j}`).toBeLessThan(2e-3 * (1 + Math.abs(expected)));
      }
    }
  }
  await runtime.dispose();
}

/** Compares an operator and its gradient on two backends. */
export async function expectSame(op: OpName, one: RuntimeOptions, other: RuntimeOptions): Promise<void> {
  const runtimes = [await Runtime.create(one), await Runtime.create(other)] as const;
  for (const example of examples[op]) {
    const { feeds, forward, backward } = prepare(op, example);
    for (const program of [forward, backward]) {
      const [a, b] = [
        await runtimes[0].run(program, feeds(runtimes[0])),
        await runtimes[1].run(program, feeds(runtimes[1])),
      ];
      for (const name of program.outputs) {
        expect(a[name]!.dims).toEqual(b[name]!.dims);
        const [x, y] = [await runtimes[0].read(a[name]!), await runtimes[1].read(b[name]!)];
        x.forEach((value, i) =>
          expect(Math.abs(value - y[i]!), `${op} ${name}[${i}]`).toBeLessThan(1e-5 * (1 + Math.abs(value))),
        );
      }
    }
  }
  await Promise.all(runtimes.map((runtime) => runtime.dispose()));
}
