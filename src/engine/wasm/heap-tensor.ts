import type { Value } from '../value';
import type { Heap } from './heap';

/** Gives back what nobody holds any more: after a step that failed halfway, say. Tensors are disposed of as a rule. */
const forgotten = new FinalizationRegistry<() => void>((free) => free());

/** A tensor in the heap, its owner's to dispose of. */
export class HeapTensor implements Value {
  private freed = false;

  constructor(
    private readonly heap: Heap,
    readonly pointer: number,
    readonly dims: readonly number[],
  ) {
    forgotten.register(this, () => heap.free(pointer), this);
  }

  dispose(): void {
    if (this.freed) return;
    this.freed = true;
    forgotten.unregister(this);
    this.heap.free(this.pointer);
  }
}

export function asHeapTensor(value: Value): HeapTensor {
  if (value instanceof HeapTensor) return value;
  throw new TypeError('a tensor of another runtime');
}
