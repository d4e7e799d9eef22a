import { vi } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import type { Caller, Listen, Workers } from '../../../src/project/workers';

/** A worker's own code in this process: what it exposes is called directly; `end()` makes its callbacks throw, which kills it. */
class LocalCaller<T extends object> implements Caller<T> {
  generation = 1;
  #end = endable();

  constructor(private readonly exposed: T) {}

  call: Caller<T>['call'] = (work) => {
    // Calls that run when the worker is renewed finish; only its end ends them.
    const end = this.#end;
    const listen = ((callback: (...values: unknown[]) => void) =>
      (...values: unknown[]) => {
        if (end !== this.#end) throw new HoneError('cancelled');
        callback(...values);
      }) as unknown as Listen;
    return Promise.race([work(this.exposed as never, listen), end.promise]);
  };

  tell: Caller<T>['tell'] = (work) => void work(this.exposed as never);

  renew(): void {
    this.generation++;
  }

  end(): void {
    this.generation++;
    this.#end.reject(new HoneError('cancelled'));
    this.#end = endable();
  }

  /** As a crash looks to the page. */
  crash(): void {
    this.generation++;
    this.#end.reject(new HoneError('worker/lost', { worker: 'local', reason: 'test' }));
    this.#end = endable();
  }
}

function endable(): { promise: Promise<never>; reject: (error: HoneError) => void } {
  let reject: (error: HoneError) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}

export type LocalWorkers = { [K in keyof Workers]: Workers[K] & { crash(): void } };

/** The real workers/*.ts, with comlink's `expose` handing their objects to us instead of to a message port. */
export async function localWorkers(): Promise<LocalWorkers> {
  const exposed: object[] = [];
  vi.stubGlobal('self', globalThis);
  vi.doMock('comlink', async (original) => ({
    ...(await original<typeof import('comlink')>()),
    expose: (object: object) => void exposed.push(object),
  }));
  const { configureRuntime } = await import('../../../src/engine/ort');
  await import('../../../workers/extract');
  await import('../../../workers/write');
  await import('../../../workers/train');
  await import('../../../workers/embed');
  await import('../../../workers/speed');
  // Node's onnxruntime finds its files by itself.
  configureRuntime({ wasmPaths: '' });
  const [extract, write, train, embed, speed] = exposed;
  if (!extract || !write || !train || !embed || !speed) throw new Error('a worker exposed nothing');
  const local = <T>(object: object) => new LocalCaller(object) as unknown as T & { crash(): void };
  return {
    extract: local(extract),
    view: local(extract),
    write: local(write),
    train: local(train),
    embed: local(embed),
    speed: local(speed),
  };
}
