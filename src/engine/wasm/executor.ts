import { HoneError } from '../../errors/hone-error';
import { fillMask, maskWords } from '../dropout-mask';
import type { Executor, Feeds } from '../executor';
import type { Tensor } from '../graph';
import type { Program } from '../program';
import type { Dim, Shape } from '../shape';
import { countOf, Fed, Mask, type Value } from '../value';
import { CommandWriter, coreKernels, flat, type Known, type Place } from './commands';
import { fusedMultiplyAdd, ModuleWriter, plainMultiplyAdd, type MultiplyAdd } from './emit';
import { Heap } from './heap';
import { asHeapTensor, HeapTensor } from './heap-tensor';
import { heapKernels } from './heap-kernels';
import { writePlainKernels } from './plain-kernels';
import { NoKernel, planProgram, stepInputs, stepOutputs, type Plan, type Step } from './plan';
import { writeProducts } from './products';
import { writeRowKernel } from './row-kernel';
import { Team, type Command } from './team';

/** 4 GiB, all that a 32-bit address can name. */
const MAXIMUM_PAGES = 65536;
/** 512 MiB: less would not hold a small model in training. */
const LEAST_PAGES = 8192;

interface Compiled {
  readonly plan: Plan;
  /** For each step that is one over rows, its kernel's number. */
  readonly kernels: readonly number[];
  /** For each step, the tensors that nothing reads after it. */
  readonly last: readonly (readonly Tensor[])[];
}

/** Runs programs with kernels of our own, on tensors that all lie in one heap; see docs/decisions/wasm-kernels.md. */
export class HeapExecutor implements Executor {
  readonly kernels;
  readonly bytesRead = 0;
  readonly halfPrecision = false;
  private readonly compiled = new Map<Program, Promise<Compiled | null>>();

  private constructor(
    readonly heap: Heap,
    readonly team: Team,
    readonly known: Known,
    private readonly multiplyAdd: MultiplyAdd,
    /** Does the programs that have something no kernel does. */
    private readonly otherwise: () => Promise<Executor>,
  ) {
    this.kernels = heapKernels(this);
  }

  /** null where the browser lacks SIMD, or memory cannot be had. */
  static async create(
    threads: number,
    otherwise: () => Promise<Executor>,
    timed = false,
  ): Promise<HeapExecutor | null> {
    if (!supports(plainMultiplyAdd)) return null;
    const multiplyAdd = supports(fusedMultiplyAdd) ? fusedMultiplyAdd : plainMultiplyAdd;
    const heap = largestHeap(threads > 1);
    if (!heap) return null;
    const team = await Team.start(heap, threads, timed);
    const writer = new ModuleWriter({ shared: heap.shared, maximum: MAXIMUM_PAGES });
    writeProducts(writer, multiplyAdd);
    writePlainKernels(writer, multiplyAdd);
    const numbers = await team.add(writer.finish(), coreKernels);
    const known = Object.fromEntries(coreKernels.map((name, i) => [name, numbers[i]!])) as Known;
    return new HeapExecutor(heap, team, known, multiplyAdd, otherwise);
  }

  get threads(): number {
    return this.team.size;
  }

  room(): number {
    return this.heap.room;
  }

  get peakBytes(): number {
    return this.heap.used.peak;
  }

  times(): Promise<Record<string, number>> {
    const times = Object.fromEntries(this.team.times ?? []);
    this.team.times?.clear();
    return Promise.resolve(times);
  }

  floats(data: Float32Array, shape: readonly number[]): Value {
    const tensor = this.allocate(shape);
    this.heap.floats(tensor.pointer, data.length).set(data);
    return tensor;
  }

  zeros(shape: readonly number[]): Value {
    const tensor = this.allocate(shape);
    this.heap.floats(tensor.pointer, countOf(shape)).fill(0);
    return tensor;
  }

  allocate(shape: readonly number[]): HeapTensor {
    return new HeapTensor(this.heap, this.heap.allocate(countOf(shape) * 4), shape);
  }

  read(value: Value): Promise<Float32Array> {
    if (value instanceof Fed) return Promise.resolve(value.data as Float32Array);
    if (value instanceof Mask) return Promise.resolve(fillMask(value.key, countOf(value.dims)));
    return Promise.resolve(this.heap.floats(asHeapTensor(value).pointer, countOf(value.dims)).slice());
  }

  async run(program: Program, feeds: Feeds): Promise<Record<string, Value>> {
    const compiled = await this.compile(program);
    return compiled ? new Run(this, compiled, feeds).outputs() : this.runOtherwise(program, feeds);
  }

  /** Commands are done when they return. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    this.team.dispose();
    this.compiled.clear();
    await Promise.resolve();
  }

  private compile(program: Program): Promise<Compiled | null> {
    const known = this.compiled.get(program);
    if (known) return known;
    const compiling = this.compileNow(program).catch((error: unknown) => {
      if (error instanceof NoKernel) return null;
      throw error;
    });
    this.compiled.set(program, compiling);
    return compiling;
  }

  private async compileNow(program: Program): Promise<Compiled> {
    const plan = planProgram(program);
    const writer = new ModuleWriter({ shared: this.heap.shared, maximum: MAXIMUM_PAGES });
    const names: string[] = [];
    for (const [i, step] of plan.steps.entries()) {
      if (step.kind !== 'rows') continue;
      names.push(`rows${i}`);
      writeRowKernel(writer, `rows${i}`, step.spec, this.multiplyAdd);
    }
    const numbers = names.length > 0 ? await this.team.add(writer.finish(), names) : [];
    let next = 0;
    const kernels = plan.steps.map((step) => (step.kind === 'rows' ? numbers[next++]! : -1));
    return { plan, kernels, last: lastUses(plan.steps) };
  }

  private async runOtherwise(program: Program, feeds: Feeds): Promise<Record<string, Value>> {
    const other = await this.otherwise();
    const copies: Record<string, Value> = {};
    for (const [name, value] of Object.entries(feeds))
      copies[name] = value instanceof HeapTensor ? new Fed(await this.read(value), value.dims) : value;
    const results = await other.run(program, copies);
    const outputs: Record<string, Value> = {};
    for (const [name, value] of Object.entries(results)) {
      outputs[name] = this.floats(await other.read(value), value.dims);
      value.dispose();
    }
    return outputs;
  }
}

/** The root of a chain of reshapes is what takes memory. */
function rootsOf(steps: readonly Step[]): (tensor: Tensor) => Tensor {
  const sources = new Map<Tensor, Tensor>();
  for (const step of steps) if (step.kind === 'alias') sources.set(step.y, step.x);
  const rootOf = (tensor: Tensor): Tensor => {
    const source = sources.get(tensor);
    return source ? rootOf(source) : tensor;
  };
  return rootOf;
}

function lastUses(steps: readonly Step[]): Tensor[][] {
  const rootOf = rootsOf(steps);
  const last = new Map<Tensor, number>();
  steps.forEach((step, i) => {
    for (const tensor of [...stepInputs(step), ...stepOutputs(step)]) last.set(rootOf(tensor), i);
  });
  return steps.map((_, i) => [...last].filter(([, at]) => at === i).map(([tensor]) => tensor));
}

/** One execution: sizes, places, commands. */
class Run {
  private readonly sizes = new Map<string, number>();
  private readonly places = new Map<Tensor, Place>();
  /** Memory that this run took and has not given back. */
  private readonly taken = new Map<Tensor, number>();
  private readonly before: Command[] = [];
  private readonly rootOf;

  constructor(
    private readonly executor: HeapExecutor,
    private readonly compiled: Compiled,
    private readonly feeds: Feeds,
  ) {
    this.rootOf = rootsOf(compiled.plan.steps);
  }

  outputs(): Record<string, Value> {
    try {
      return this.execute();
    } finally {
      for (const pointer of this.taken.values()) this.executor.heap.free(pointer);
    }
  }

  private execute(): Record<string, Value> {
    const { heap, team, known } = this.executor;
    const { plan, kernels, last } = this.compiled;
    this.feed();
    const writer = new CommandWriter(
      heap,
      known,
      team.size,
      (tensor) => this.placeOf(tensor),
      (shape) => this.resolve(shape),
    );
    const kept = new Set(Object.values(plan.graph.outputs).map(this.rootOf));
    plan.steps.forEach((step, i) => {
      if (step.kind === 'alias') this.alias(step.x, step.y);
      else for (const tensor of stepOutputs(step)) this.take(tensor, this.resolve(tensor.shape));
      writer.write(step, kernels[i]!);
      for (const tensor of last[i]!) if (!kept.has(tensor)) this.giveBack(tensor);
    });
    const given = new Set<Tensor>();
    const results = Object.entries(plan.graph.outputs).map(([name, tensor]) => {
      const { pointer, dims } = this.placeOf(tensor);
      const root = this.rootOf(tensor);
      const own = this.taken.has(root) && !plan.leaves.has(root) && !given.has(root);
      given.add(root);
      if (own) return { name, root, pointer, dims, copied: false };
      // An input, or one tensor under two names, is copied.
      const copy = heap.allocate(countOf(dims) * 4);
      const width = countOf(dims) * 4;
      writer.commands.push({
        kernel: known.copyRows,
        total: 1,
        unit: 1,
        args: [pointer, width, copy, width, width],
      });
      return { name, root, pointer: copy, dims, copied: true };
    });
    team.run([...this.before, ...writer.commands]);
    return Object.fromEntries(
      results.map(({ name, root, pointer, dims, copied }) => {
        if (!copied) this.taken.delete(root);
        return [name, new HeapTensor(heap, pointer, dims)];
      }),
    );
  }

  /** Puts what is fed where kernels find it, and learns the sizes from it. */
  private feed(): void {
    const { heap, team, known } = this.executor;
    const { program, leaves } = this.compiled.plan;
    for (const { name, shape } of program.inputs)
      shape.forEach((dim, axis) => this.learn(dim, this.feeds[name]?.dims[axis]));
    for (const [tensor, name] of leaves) {
      const value = this.feeds[name];
      if (!value) throw new TypeError(`${program.name} needs ${name}`);
      const { dims } = value;
      if (value instanceof Fed) {
        const pointer = this.take(tensor, dims);
        const { data } = value;
        if (data instanceof Int32Array) heap.ints(pointer, data.length).set(data);
        else heap.floats(pointer, data.length).set(data);
      } else if (value instanceof Mask) {
        const pointer = this.take(tensor, dims);
        const { first, second } = value.key;
        const { kept, threshold } = maskWords(value.key);
        const args = [pointer, first, second, kept, threshold];
        this.before.push(flat(known.mask, countOf(dims), team.size, ...args));
      } else this.places.set(tensor, { pointer: asHeapTensor(value).pointer, dims });
    }
  }

  private learn(dim: Dim, size: number | undefined): void {
    if (typeof dim === 'number' || size === undefined) return;
    const known = this.sizes.get(dim) ?? size;
    if (known !== size) throw new HoneError('engine/shape', { message: `${dim}: ${known} and ${size}` });
    this.sizes.set(dim, size);
  }

  private resolve(shape: Shape): number[] {
    return shape.map((dim) => {
      const size = typeof dim === 'number' ? dim : this.sizes.get(dim);
      if (size === undefined) throw new TypeError(`no size ${dim}`);
      return size;
    });
  }

  private placeOf(tensor: Tensor): Place {
    const place = this.places.get(tensor);
    if (!place) throw new TypeError(`tensor ${tensor.id} is nowhere`);
    return place;
  }

  private take(tensor: Tensor, dims: readonly number[]): number {
    const pointer = this.executor.heap.allocate(countOf(dims) * 4);
    this.taken.set(tensor, pointer);
    this.places.set(tensor, { pointer, dims });
    return pointer;
  }

  private giveBack(tensor: Tensor): void {
    const pointer = this.taken.get(tensor);
    if (pointer === undefined) return;
    this.taken.delete(tensor);
    this.executor.heap.free(pointer);
  }

  /** A size that only the reshape names follows from the count. */
  private alias(x: Tensor, y: Tensor): void {
    const { pointer, dims } = this.placeOf(x);
    const unknown = y.shape.filter((dim) => typeof dim === 'string' && !this.sizes.has(dim));
    const rest = countOf(this.resolve(y.shape.filter((dim) => !unknown.includes(dim))));
    if (unknown.length === 1) this.learn(unknown[0]!, countOf(dims) / rest);
    this.places.set(y, { pointer, dims: this.resolve(y.shape) });
  }
}

/** A machine may not give that much room for addresses; null where it gives too little for anything. */
function largestHeap(shared: boolean): Heap | null {
  for (let pages = MAXIMUM_PAGES; pages >= LEAST_PAGES; pages /= 2) {
    try {
      return new Heap(shared, pages);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

const supported = new Map<MultiplyAdd, boolean>();

/** Whether the browser takes a module with these instructions. */
function supports(multiplyAdd: MultiplyAdd): boolean {
  const known = supported.get(multiplyAdd);
  if (known !== undefined) return known;
  const writer = new ModuleWriter({ shared: false, maximum: 1 });
  writeProducts(writer, multiplyAdd);
  const found = WebAssembly.validate(writer.finish());
  supported.set(multiplyAdd, found);
  return found;
}
