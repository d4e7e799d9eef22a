import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillMask } from '../../../src/engine/dropout-mask';
import { Graph } from '../../../src/engine/graph';
import type { OpName } from '../../../src/engine/ops';
import { cutProgram } from '../../../src/engine/program';
import { Runtime } from '../../../src/engine/runtime';
import { Heap } from '../../../src/engine/wasm/heap';
import { planProgram } from '../../../src/engine/wasm/plan';
import { layerPrograms, headPrograms, embeddingPrograms } from '../../../src/models/encoder-programs';
import { everything } from '../../../src/models/trained-parts';
import { architectureOf } from '../../../src/models/architectures/table';
import { architectureCase, caseNames } from '../models/architecture-checks';
import { batches, tinyModel } from './tiny-bert';

const wasm = { backend: 'wasm', threads: 1 } as const;
const sines = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(1 + 1.7 * i + seed));

describe('matrix products', () => {
  // Sizes that fill no tile, no block of depth and no panel of columns.
  const sizes = [
    [1, 1, 1],
    [7, 9, 5],
    [6, 8, 4],
    [101, 13, 391],
    [13, 397, 3],
  ] as const;
  const ways = [0, 1].flatMap((transA) => [0, 1].map((transB) => ({ transA, transB })));

  test.each(ways)('with transA $transA and transB $transB are sums of products', async (way) => {
    const runtime = await Runtime.create(wasm);
    for (const [m, n, k] of sizes) {
      const g = new Graph();
      const shapes = [way.transA ? [k, m] : [m, k], way.transB ? [n, k] : [k, n]];
      const [a, b] = [sines(m * k, 0), sines(k * n, 5)];
      const y = g.gemm(g.input('a', shapes[0]!), g.input('b', shapes[1]!), { ...way, alpha: 0.5 });
      const feeds = { a: runtime.feed(a, shapes[0]!), b: runtime.feed(b, shapes[1]!) };
      const found = await runtime.read((await runtime.run(cutProgram('product', { y }), feeds)).y!);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let [sum, size] = [0, 0];
          for (let l = 0; l < k; l++) {
            const part = a[way.transA ? l * m + i : i * k + l]! * b[way.transB ? j * k + l : l * n + j]!;
            sum += part;
            size += Math.abs(part);
          }
          const difference = Math.abs(found[i * n + j]! - sum / 2);
          expect(difference, `${m} ${n} ${k}: ${i} ${j}`).toBeLessThan(1e-6 * (1 + size));
        }
    }
    await runtime.dispose();
  });
});

describe('functions of one number', () => {
  /** erf by its Taylor series, exact enough up to 3. */
  const erf = (x: number): number => {
    let [sum, term] = [x, x];
    for (let i = 1; i < 100; i++) {
      term *= (-x * x) / i;
      sum += term / (2 * i + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  };
  const functions: [OpName, (x: number) => number, number, number][] = [
    ['exp', Math.exp, -80, 80],
    ['log', Math.log, 1e-30, 1e30],
    ['log', Math.log, 0.5, 2],
    ['tanh', Math.tanh, -12, 12],
    ['erf', erf, -3, 3],
    ['gelu', (x) => (x / 2) * (1 + erf(x / Math.SQRT2)), -4, 4],
  ];

  const valuesOf = async (op: OpName, x: Float32Array): Promise<Float32Array> => {
    const runtime = await Runtime.create(wasm);
    const g = new Graph();
    const program = cutProgram(op, { y: g.apply(op, [g.input('x', [x.length])]) });
    const y = await runtime.read((await runtime.run(program, { x: runtime.feed(x, [x.length]) })).y!);
    await runtime.dispose();
    return y;
  };

  test.each(functions)('%s is what double precision says', async (op, exact, low, high) => {
    const x = Float32Array.from({ length: 2001 }, (_, i) => low + ((high - low) * i) / 2000);
    const y = await valuesOf(op, x);
    x.forEach((value, i) => {
      const expected = exact(value);
      const tolerance = 4e-7 * Math.max(Math.abs(expected), op === 'exp' ? 0 : 0.4);
      expect(Math.abs(y[i]! - expected), `${op}(${value})`).toBeLessThanOrEqual(tolerance);
    });
  });

  test('ends of the range come out as they should', async () => {
    const x = Float32Array.of(-1e9, -Infinity, Infinity, NaN, 89, 0);
    expect([...(await valuesOf('exp', x))]).toEqual([0, 0, Infinity, NaN, Infinity, 1]);
    expect([...(await valuesOf('erf', x))]).toEqual([-1, -1, 1, NaN, 1, 0]);
    expect([...(await valuesOf('tanh', x))]).toEqual([-1, -1, 1, NaN, 1, 0]);
    const logs = await valuesOf('log', Float32Array.of(0, -1, Infinity, NaN));
    expect([...logs]).toEqual([-Infinity, NaN, Infinity, NaN]);
  });
});

test('a dropout mask made in a kernel is the one made in JavaScript', async () => {
  const runtime = await Runtime.create(wasm);
  const key = { first: 123456789, second: -987654321, probability: 0.1 };
  for (const count of [1, 7, 1024, 5001]) {
    const g = new Graph();
    const y = g.mul(g.input('x', [count]), g.input('mask', [count]));
    const feeds = {
      x: runtime.feed(new Float32Array(count).fill(1), [count]),
      mask: runtime.mask(key, [count]),
    };
    const found = await runtime.read((await runtime.run(cutProgram('mask', { y }), feeds)).y!);
    expect(found).toEqual(fillMask(key, count));
  }
  await runtime.dispose();
});

test.each(caseNames)('every program of a %s has kernels', (name) => {
  const { model } = architectureCase(name);
  const dropout = { hidden: 0.1, attention: 0.1, adapters: 0 };
  const parts = { ...everything, dropout };
  const programs = [
    ...architectureOf(model.config).layers.map(({ kind }) => layerPrograms(model.config, kind, parts, [])),
    embeddingPrograms(model.config, dropout),
    headPrograms(model, parts),
  ].flatMap((all) => Object.values(all).filter((part) => typeof part === 'object' && 'bytes' in part));
  expect(programs.length).toBeGreaterThan(5);
  for (const program of programs) expect(planProgram(program).steps.length).toBeGreaterThan(0);
});

test('a step leaves the heap as it found it', async () => {
  const { model, runtime } = await tinyModel('mean', wasm, { dropout: { hidden: 0.2, attention: 0.2 } });
  const step = (n: number) => model.step([batches[0]!], { learningRate: 1e-3, step: n, dropoutSeed: 1 });
  await step(1);
  const { room } = runtime;
  await step(2);
  await model.embed(batches[0]!.columns[0]!);
  expect(runtime.room).toBe(room);
});

describe('the heap', () => {
  test('gives pieces that never overlap, and all of it again once they are free', () => {
    const turn = fc.record({
      bytes: fc.integer({ min: 0, max: 300_000 }),
      victim: fc.nat(),
      frees: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        const heap = new Heap(false, 1024);
        const before = heap.room;
        const held: { start: number; bytes: number }[] = [];
        for (const { bytes, victim, frees } of turns) {
          if (frees && held.length > 0) heap.free(held.splice(victim % held.length, 1)[0]!.start);
          const start = heap.allocate(bytes);
          for (const other of held)
            expect(start + bytes <= other.start || other.start + other.bytes <= start).toBe(true);
          held.push({ start, bytes });
        }
        for (const { start } of held) heap.free(start);
        expect(heap.room).toBe(before);
        const all = heap.memory.buffer.byteLength - 128;
        heap.free(heap.allocate(all));
        expect(heap.memory.buffer.byteLength - 128).toBe(all);
      }),
      { numRuns: 50 },
    );
  });

  test('says when it is full', () => {
    const heap = new Heap(false, 16);
    expect(() => heap.allocate(2 ** 21)).toThrow('engine/out-of-memory');
    expect(heap.allocate(2 ** 19)).toBeGreaterThan(0);
  });
});
