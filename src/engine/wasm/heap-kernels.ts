import type { AdamWNumbers, Kernels } from '../kernels';
import { countOf, Fed, type Value } from '../value';
import { flat, floatBits, pieces } from './commands';
import type { HeapExecutor } from './executor';
import { asHeapTensor } from './heap-tensor';
import { SQUARES_UNIT } from './plain-kernels';

/** What is done outside of programs, in place in the heap. */
export function heapKernels(executor: HeapExecutor): Kernels {
  const { heap, team, known } = executor;
  /** Where a tensor lies while something is done with it. */
  const placed = <T>(value: Value, job: (pointer: number) => T): T => {
    if (!(value instanceof Fed)) return job(asHeapTensor(value).pointer);
    return temporary(countOf(value.dims) * 4, (pointer) => {
      heap.floats(pointer, value.data.length).set(value.data);
      return job(pointer);
    });
  };
  const temporary = <T>(bytes: number, job: (pointer: number) => T): T => {
    const pointer = heap.allocate(bytes);
    try {
      return job(pointer);
    } finally {
      heap.free(pointer);
    }
  };
  const withIds = (ids: Int32Array, job: (pointer: number) => void): void =>
    temporary(ids.byteLength, (pointer) => {
      heap.ints(pointer, ids.length).set(ids);
      job(pointer);
    });
  const widthOf = (value: Value): number => (value.dims.at(-1) ?? 1) * 4;
  return {
    rows(table, ids) {
      const width = widthOf(table);
      const out = executor.allocate([ids.length, width / 4]);
      withIds(ids, (index) => {
        const unit = pieces(ids.length, ids.length * width, team.size);
        const args = [asHeapTensor(table).pointer, index, out.pointer, width];
        team.run([{ kernel: known.gather, total: ids.length, unit, args }]);
      });
      return Promise.resolve(out);
    },
    addRows(sums, ids, rows) {
      const width = widthOf(sums);
      placed(rows, (source) =>
        withIds(ids, (index) => {
          const total = Math.ceil(width / 16);
          const unit = pieces(total, (ids.length * width) / 4, team.size);
          const args = [asHeapTensor(sums).pointer, index, source, ids.length, width];
          team.run([{ kernel: known.addRows, total, unit, args }]);
        }),
      );
      return Promise.resolve(sums);
    },
    accumulate(a, b) {
      placed(b, (source) =>
        team.run([flat(known.accumulate, countOf(a.dims), team.size, asHeapTensor(a).pointer, source)]),
      );
      b.dispose();
      return Promise.resolve(a);
    },
    norm(values) {
      let sum = 0;
      for (const value of values) {
        const count = countOf(value.dims);
        const units = Math.ceil(count / SQUARES_UNIT);
        sum += temporary(units * 8, (sums) =>
          placed(value, (x) => {
            const unit = pieces(units, count, team.size);
            team.run([{ kernel: known.squares, total: units, unit, args: [x, count, sums] }]);
            return new Float64Array(heap.memory.buffer, sums, units).reduce((total, part) => total + part, 0);
          }),
        );
      }
      return Promise.resolve(Math.sqrt(sum));
    },
    adamw(trained, gradient, numbers) {
      const { weight, m, v } = trained;
      placed(gradient, (g) => {
        const pointers = [weight, m, v].map((value) => asHeapTensor(value).pointer);
        const count = countOf(weight.dims);
        team.run([flat(known.adamw, count, team.size, ...pointers, g, ...adamwWords(numbers))]);
      });
      return Promise.resolve(trained);
    },
  };
}

function adamwWords(s: AdamWNumbers): number[] {
  const { clip, beta1, beta2, epsilon, decay, stepSize, correction } = s;
  return [clip, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, decay, stepSize, correction].map(floatBits);
}
