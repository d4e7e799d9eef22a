import type { RuntimeOptions } from '../engine/types';
import type { OnProgress } from '../errors/progress';
import { dimensionOf } from './dense';
import type { CreateEmbedder, Embedder } from './encoder-types';
import { asReferred, promptTokens, withPrompts } from './prompts';
import type { SourceOptions } from './source';
import type { BaseModelReference, LoadedModel, ModelReference } from './types';

export interface ShelfParts {
  load(
    reference: BaseModelReference,
    options: Pick<SourceOptions, 'onProgress' | 'signal'>,
  ): Promise<LoadedModel>;
  tune(base: LoadedModel, reference: ModelReference & { kind: 'tuned' }): Promise<LoadedModel>;
  createEmbedder: CreateEmbedder;
}

/** Base and tuned model side by side; a third takes the place of the one used longest ago. */
const capacity = 2;
/** Texts embedded between two breaths. */
const slice = 32;

/**
 * The models in memory: loaded once, ready to embed, and freed when others take their place. Vectors stay a while longer, so
 * that the same passages are embedded once for advice, evaluation, search and bundle.
 */
export class Shelf {
  private readonly models = new Map<string, Promise<LoadedModel>>();
  private readonly embedders = new Map<string, Embedder>();
  private readonly vectors = new Map<string, Map<string, Float32Array>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ShelfParts) {}

  /** Throws what loading throws; a failed load is tried again by the next call. */
  async loaded(
    reference: ModelReference,
    options: Pick<SourceOptions, 'onProgress' | 'signal'> = {},
  ): Promise<LoadedModel> {
    const key = JSON.stringify(reference);
    let loading = this.models.get(key);
    if (!loading) {
      loading =
        reference.kind === 'tuned'
          ? this.loaded(reference.base, options).then((base) => this.parts.tune(base, reference))
          : reference.prompts
            ? // The same weights in memory, whatever the prompts.
              this.loaded(withPrompts(reference, null), options).then((model) => asReferred(model, reference))
            : this.parts.load(reference, options);
      loading.catch(() => this.models.delete(key));
    }
    asLatest(this.models, key, loading);
    dropOldest(this.models, capacity);
    return loading;
  }

  /**
   * Unit vectors at full dimension, row-major [texts, dimension], each text behind the model's prompt for its kind.
   * Longest texts first, so that the time left is not underestimated. Throws 'cancelled' when the signal is aborted.
   */
  async embed(
    signal: AbortSignal,
    reference: ModelReference,
    texts: readonly string[],
    kind: 'query' | 'document',
    runtime: RuntimeOptions,
    onProgress: OnProgress = () => undefined,
  ): Promise<{ vectors: Float32Array; width: number }> {
    const model = await this.loaded(reference, { signal });
    const width = dimensionOf(model);
    const prompted = texts.map((text) => model.prompts[kind] + text);
    const left = promptTokens(model, model.prompts[kind], model.maxSeqLength);
    const embedderKey = JSON.stringify([reference, runtime]);
    const key = `${embedderKey} ${left}`;
    const known = this.vectors.get(key) ?? new Map<string, Float32Array>();
    asLatest(this.vectors, key, known);
    dropOldest(this.vectors, 2 * capacity);
    const waiting = [...new Set(prompted)]
      .filter((text) => !known.has(text))
      .map((text) => ({ text, ids: model.tokenizer.encode(text, model.maxSeqLength) }))
      .sort((a, b) => b.ids.length - a.ids.length);
    for (let from = 0; from < waiting.length; from += slice) {
      await breathe(signal);
      const part = waiting.slice(from, from + slice);
      const found = await this.inTurn(async () =>
        (await this.embedder(embedderKey, model, runtime)).embed(
          part.map(({ ids }) => ids),
          left,
        ),
      );
      part.forEach(({ text }, row) => known.set(text, found.slice(row * width, (row + 1) * width)));
      onProgress({ done: texts.length - waiting.length + from + part.length, total: texts.length });
    }
    signal.throwIfAborted();
    onProgress({ done: texts.length, total: texts.length });
    const vectors = new Float32Array(texts.length * width);
    prompted.forEach((text, row) => vectors.set(known.get(text)!, row * width));
    return { vectors, width };
  }

  private async embedder(key: string, model: LoadedModel, runtime: RuntimeOptions): Promise<Embedder> {
    let embedder = this.embedders.get(key);
    if (!embedder) {
      // Room is made first: three models at once may be more than the tab has.
      for (const freed of dropOldest(this.embedders, capacity - 1)) await freed.dispose();
      embedder = await this.parts.createEmbedder(model, runtime);
    }
    asLatest(this.embedders, key, embedder);
    return embedder;
  }

  /** One at a time, so that no model is freed while it embeds. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

/** Puts `value` at the end of the map, where the one used last stands. */
function asLatest<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
}

/** Takes the entries used longest ago out of the map until `most` are left, and gives them back. */
function dropOldest<T>(map: Map<string, T>, most: number): T[] {
  const gone = [...map].slice(0, Math.max(0, map.size - most));
  for (const [key] of gone) map.delete(key);
  return gone.map(([, value]) => value);
}

/** Gives the thread back for a moment, so that the worker hears `cancel`. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
