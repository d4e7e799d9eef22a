import { HoneError } from '../../errors/hone-error';

const PAGE = 65536;
const ALIGNMENT = 64;
/** The last bytes of memory are nobody's: vectors may be read a little over a tensor's end. */
const MARGIN = 64;
/** Memory grows by at least this much. */
const GROWTH = 2 ** 24;

interface Block {
  start: number;
  end: number;
}

/**
 * One WebAssembly memory that holds every tensor, and what of it is free. The smallest free block that suffices is taken, and
 * neighbours are joined, so that the same batch leaves the heap as it found it.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Sorted by address, never touching each other. */
  private readonly gaps: Block[] = [];
  private readonly taken = new Map<number, number>();
  private end: number;
  private inUse = 0;
  private highest = 0;

  constructor(
    readonly shared: boolean,
    /** In pages of 64 KiB. */
    private readonly maximum: number,
  ) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum, shared });
    this.end = PAGE - MARGIN;
    this.gaps.push({ start: ALIGNMENT, end: this.end });
  }

  /** Bytes taken now, and the most that ever were. */
  get used(): { now: number; peak: number } {
    return { now: this.inUse, peak: this.highest };
  }

  /** Bytes that can still be taken, in pieces at least. */
  get room(): number {
    return this.maximum * PAGE - MARGIN - this.inUse;
  }

  /** An address, a multiple of 64. Throws 'engine/out-of-memory'. */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    let best = -1;
    let bestSize = Infinity;
    for (let i = 0; i < this.gaps.length; i++) {
      const gap = this.gaps[i]!;
      const length = gap.end - gap.start;
      if (length >= size && length < bestSize) [best, bestSize] = [i, length];
    }
    if (best < 0) {
      this.grow(size);
      return this.allocate(bytes);
    }
    const gap = this.gaps[best]!;
    const { start } = gap;
    gap.start += size;
    if (gap.start === gap.end) this.gaps.splice(best, 1);
    this.taken.set(start, size);
    this.inUse += size;
    this.highest = Math.max(this.highest, this.inUse);
    return start;
  }

  free(start: number): void {
    const size = this.taken.get(start);
    if (size === undefined) return;
    this.taken.delete(start);
    this.inUse -= size;
    this.release({ start, end: start + size });
  }

  floats(start: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, start, count);
  }

  ints(start: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, start, count);
  }

  private grow(size: number): void {
    const last = this.gaps.at(-1);
    const there = last && last.end === this.end ? last.end - last.start : 0;
    const missing = Math.ceil((size - there) / PAGE);
    const left = this.maximum - this.memory.buffer.byteLength / PAGE;
    const pages = Math.max(missing, Math.min(left, GROWTH / PAGE));
    if (missing > left) throw new HoneError('engine/out-of-memory');
    try {
      this.memory.grow(pages);
    } catch (error) {
      throw new HoneError('engine/out-of-memory', {}, { cause: error });
    }
    const start = this.end;
    this.end = this.memory.buffer.byteLength - MARGIN;
    this.release({ start, end: this.end });
  }

  private release({ start, end }: Block): void {
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.gaps[middle]!.start < start) low = middle + 1;
      else high = middle;
    }
    const before = this.gaps[low - 1];
    const after = this.gaps[low];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === end;
    if (joinsBefore && joinsAfter) {
      before.end = after.end;
      this.gaps.splice(low, 1);
    } else if (joinsBefore) before.end = end;
    else if (joinsAfter) after.start = start;
    else this.gaps.splice(low, 0, { start, end });
  }
}
