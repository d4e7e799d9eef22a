import type { Executor } from './executor';
import { foldRows } from './fold-rows';
import { Graph } from './graph';
import type { AdamWNumbers, Kernels } from './kernels';
import { cutProgram, writeProgram, type Program } from './program';
import type { Shape } from './shape';
import { Fed, type Value } from './value';

/** Kernels as programs: everything stays in GPU buffers. */
export function gpuKernels(executor: Executor): Kernels {
  const scalar = (value: number) => new Fed(new Float32Array([value]), [1]);
  const ids32 = (ids: Int32Array) => new Fed(ids, [ids.length]);
  return {
    async rows(table, ids) {
      return (await executor.run(rowsProgram, { table, ids: ids32(ids) })).rows!;
    },
    async addRows(sums, ids, rows) {
      const folded = foldRows(ids);
      let rest = rows;
      for (const { first, second, paired } of folded.passes) {
        const feeds = {
          rows: rest,
          first: ids32(first),
          second: ids32(second),
          paired: new Fed(paired, [paired.length, 1]),
        };
        const { next } = await executor.run(foldProgram, feeds);
        if (rest !== rows) rest.dispose();
        rest = next!;
      }
      const index = new Fed(folded.ids, [folded.ids.length, 1]);
      const { next } = await executor.run(addRowsProgram, { sums, ids: index, rows: rest });
      if (rest !== rows) rest.dispose();
      sums.dispose();
      return next!;
    },
    async accumulate(a, b) {
      const { next } = await executor.run(byRank(accumulatePrograms, a.dims), { a, b });
      free([a, b]);
      return next!;
    },
    async norm(values) {
      let total = executor.zeros([1]);
      for (const x of values) {
        const { next } = await executor.run(byRank(squarePrograms, x.dims), { total, x });
        total.dispose();
        total = next!;
      }
      const sum = (await executor.read(total))[0] ?? NaN;
      total.dispose();
      return Math.sqrt(sum);
    },
    async adamw({ weight, m, v }, gradient, settings) {
      const fed = Object.entries(scalars(settings)).map(([name, value]) => [name, scalar(value)] as const);
      const out = await executor.run(byRank(adamwPrograms, weight.dims), {
        ...Object.fromEntries(fed),
        weight,
        m,
        v,
        gradient,
      });
      free([weight, m, v]);
      return { weight: out['next.weight']!, m: out['next.m']!, v: out['next.v']! };
    },
  };
}

const free = (values: readonly Value[]): void => values.forEach((value) => value.dispose());

function byRank(programs: Program[], dims: readonly number[]): Program {
  const program = programs[dims.length - 1];
  if (!program) throw new TypeError(`no kernel for tensors of rank ${dims.length}`);
  return program;
}

const ranks: Shape[] = [['n'], ['n', 'k']];

const rowsProgram = writeProgram('rows', (onnx) => {
  onnx.input('table', 'float32', ['n', 'k']);
  onnx.input('ids', 'int32', ['i']);
  onnx.node('Gather', ['table', 'ids'], {}, ['rows']);
  onnx.output('rows', 'float32', ['i', 'k']);
});

const foldProgram = writeProgram('foldRows', (onnx) => {
  onnx.input('rows', 'float32', ['n', 'k']);
  onnx.input('first', 'int32', ['i']);
  onnx.input('second', 'int32', ['i']);
  onnx.input('paired', 'float32', ['i', 1]);
  const second = onnx.node('Mul', [onnx.node('Gather', ['rows', 'second']), 'paired']);
  onnx.node('Add', [onnx.node('Gather', ['rows', 'first']), second], {}, ['next']);
  onnx.output('next', 'float32', ['i', 'k']);
});

/** Every id once: the places written to must all differ. */
const addRowsProgram = writeProgram('addRows', (onnx) => {
  onnx.input('sums', 'float32', ['n', 'k']);
  onnx.input('ids', 'int32', ['i', 1]);
  onnx.input('rows', 'float32', ['i', 'k']);
  const index = onnx.node('Cast', ['ids'], { to: { int: 7 } });
  onnx.node('ScatterND', ['sums', index, 'rows'], { reduction: { string: 'add' } }, ['next']);
  onnx.output('next', 'float32', ['n', 'k']);
});

const accumulatePrograms = ranks.map((shape) => {
  const g = new Graph();
  return cutProgram('accumulate', { next: g.add(g.input('a', shape), g.input('b', shape)) });
});

const squarePrograms = ranks.map((shape) => {
  const g = new Graph();
  const x = g.input('x', shape);
  const axes = shape.map((_, axis) => axis);
  const sum = g.reshape(g.sum(g.mul(x, x), axes), [1]);
  return cutProgram('squares', { next: g.add(g.input('total', [1]), sum) });
});

function scalars(s: AdamWNumbers): Record<string, number> {
  const { clip, beta1, beta2, epsilon, decay, stepSize, correction } = s;
  return { clip, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon, decay, stepSize, correction };
}

const adamwPrograms = ranks.map((shape) => {
  const g = new Graph();
  const number = (name: string) => g.input(name, [1]);
  const gradient = g.mul(g.input('gradient', shape), number('clip'));
  const m = g.add(g.mul(g.input('m', shape), number('beta1')), g.mul(gradient, number('rest1')));
  const v = g.add(
    g.mul(g.input('v', shape), number('beta2')),
    g.mul(g.mul(gradient, gradient), number('rest2')),
  );
  const root = g.add(g.div(g.sqrt(v), number('correction')), number('epsilon'));
  const change = g.mul(g.div(m, root), number('stepSize'));
  const weight = g.sub(g.mul(g.input('weight', shape), number('decay')), change);
  return cutProgram('adamw', { 'next.weight': weight, 'next.m': m, 'next.v': v });
});
