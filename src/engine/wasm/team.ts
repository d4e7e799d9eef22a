import type { Heap } from './heap';
import { COMMANDS, EPOCHS, FAILED, TICKET, DONE, chunksOf, take, type KernelFunction } from './shift';
import { SCRATCH_BYTES } from './kernel';
import type { FromThread, ToThread } from './thread';

/** How long a worker is waited for before it is done without. */
const START_MILLISECONDS = 20_000;

/** One kernel over `total` units of work, cut into pieces of at most `unit` that any thread may take. */
export interface Command {
  readonly kernel: number;
  readonly total: number;
  readonly unit: number;
  readonly args: readonly number[];
}

/** Words for the commands of one program, their addresses included. */
const COMMAND_WORDS = 2 ** 17;
/** Looks before it sleeps: a piece of work is often finished within some microseconds. */
const SPINS = 4000;

/**
 * Threads over one heap. The one that calls works too and needs nobody: threads that wake late find less to do. Pieces are
 * taken from a ticket, so how fast a thread is does not change what is computed.
 */
export class Team {
  /** Milliseconds by name of kernel, the numbers at its end left out. */
  readonly times: Map<string, number> | null;
  private readonly functions: KernelFunction[] = [];
  private readonly names: string[] = [];
  private readonly control: number;
  private readonly words: number;
  private readonly scratch: number;
  private readonly threads: Worker[] = [];
  private readonly canWait: boolean;
  private epoch = 1;

  private constructor(
    private readonly heap: Heap,
    timed: boolean,
  ) {
    this.times = timed ? new Map() : null;
    this.control = heap.allocate(64);
    this.words = heap.allocate(COMMAND_WORDS * 4);
    this.scratch = heap.allocate(SCRATCH_BYTES);
    heap.ints(this.control, 16).fill(0);
    this.canWait = mayWait();
  }

  /** How many threads work. */
  get size(): number {
    return this.threads.length + 1;
  }

  /** Starts `threads` - 1 workers and waits until they listen; where there are none to be had, works alone. */
  static async start(heap: Heap, threads: number, timed: boolean): Promise<Team> {
    const team = new Team(heap, timed);
    if (!heap.shared || !hasWorkers()) return team;
    const starting = Array.from({ length: threads - 1 }, () => startThread(heap, team.control, team.words));
    for (const thread of await Promise.all(starting)) if (thread) team.threads.push(thread);
    return team;
  }

  /** Makes a module's functions known to all threads; gives the numbers they have from now on, in the order of `names`. */
  async add(bytes: Uint8Array<ArrayBuffer>, names: readonly string[]): Promise<number[]> {
    const module = await WebAssembly.compile(bytes);
    const message: ToThread = { module, names };
    for (const thread of this.threads) thread.postMessage(message);
    const { exports } = await WebAssembly.instantiate(module, { env: { memory: this.heap.memory } });
    this.names.push(...names.map((name) => name.replace(/\d+$/, '')));
    return names.map((name) => this.functions.push(exports[name] as KernelFunction) - 1);
  }

  /** Runs commands one after another; each is done before the next begins. */
  run(commands: readonly Command[]): void {
    for (let first = 0; first < commands.length;) first = this.runSome(commands, first);
  }

  dispose(): void {
    for (const thread of this.threads) thread.terminate();
    this.threads.length = 0;
    this.functions.length = 0;
  }

  /** Runs as many as fit into the words; gives the number of the first that is left. */
  private runSome(commands: readonly Command[], first: number): number {
    const words = this.heap.ints(this.words, COMMAND_WORDS);
    let at = COMMANDS;
    let last = first;
    for (; last < commands.length && last - first < COMMANDS; last++) {
      const { kernel, total, unit, args } = commands[last]!;
      if (at + 3 + args.length > COMMAND_WORDS) break;
      words[last - first] = at;
      words.set([kernel, total, unit, ...args], at);
      at += 3 + args.length;
    }
    const count = last - first;
    const together = this.threads.length > 0 && commands.slice(first, last).some((c) => c.unit < c.total);
    if (together) this.runTogether(words, count);
    else {
      for (let i = 0; i < count; i++) {
        const place = words[i]!;
        const [kernel, total] = [words[place]!, words[place + 1]!];
        const began = this.times && performance.now();
        if (total > 0) this.functions[kernel]!(0, total, this.scratch, this.words + (place + 3) * 4);
        this.note(kernel, began);
      }
    }
    return last;
  }

  private runTogether(words: Int32Array, count: number): void {
    const control = this.heap.ints(this.control, 16);
    const { epoch } = this;
    const call: ToThread = { epoch };
    for (let i = 0; i < count; i++) {
      const chunks = chunksOf(words, i);
      const began = this.times && performance.now();
      Atomics.store(control, DONE, 0);
      Atomics.store(control, TICKET, (epoch << 24) | (i << 12));
      if (i === 0) for (const thread of this.threads) thread.postMessage(call);
      else Atomics.notify(control, TICKET);
      while (take(control, words, this.functions, this.scratch, this.words, epoch)) continue;
      this.awaitDone(control, chunks);
      this.note(words[words[i]!]!, began);
    }
    this.epoch = (epoch + 2) % EPOCHS;
    Atomics.store(control, TICKET, ((epoch + 1) % EPOCHS) << 24);
    Atomics.notify(control, TICKET);
    if (Atomics.exchange(control, FAILED, 0)) throw new Error('a kernel failed in a thread');
  }

  private note(kernel: number, began: number | null): void {
    if (!this.times || began === null) return;
    const name = this.names[kernel]!;
    this.times.set(name, (this.times.get(name) ?? 0) + performance.now() - began);
  }

  private awaitDone(control: Int32Array, chunks: number): void {
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(control, DONE);
      if (done >= chunks) return;
      if (spins > SPINS && this.canWait) Atomics.wait(control, DONE, done, 1);
    }
  }
}

/** A worker that listens; null where it fails to, or is not heard of in time: the others do its work. */
function startThread(heap: Heap, control: number, words: number): Promise<Worker | null> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    type: 'module',
    name: 'hone kernels',
  });
  return new Promise((resolve) => {
    const give = (thread: Worker | null): void => {
      clearTimeout(late);
      if (!thread) worker.terminate();
      resolve(thread);
    };
    const late = setTimeout(() => give(null), START_MILLISECONDS);
    worker.onmessage = ({ data }: MessageEvent<FromThread>) => give(data === 'listening' ? worker : null);
    worker.onerror = (event) => {
      console.warn(`a thread did not start: ${event.message}`);
      give(null);
    };
    const start: ToThread = {
      memory: heap.memory,
      control,
      words,
      wordCount: COMMAND_WORDS,
      scratch: heap.allocate(SCRATCH_BYTES),
    };
    worker.postMessage(start);
  });
}

/** Node's workers are of another kind, though onnxruntime makes them look like a browser's. */
const hasWorkers = (): boolean =>
  typeof Worker !== 'undefined' && !(typeof process === 'object' && process.versions?.node);

/** A page's own thread may not sleep. */
function mayWait(): boolean {
  return typeof document === 'undefined' && typeof SharedArrayBuffer !== 'undefined';
}
