import { Runtime, type Feeds } from '../engine/runtime';
import type { Value } from '../engine/ort';
import type { Program } from '../engine/program';
import type { Shape } from '../engine/shape';
import { HoneError } from '../errors/hone-error';
import type { Architecture, LayerKind } from './architectures/architecture';
import type { Dropout, DropoutSite, Shapes } from './architectures/block';
import { architectureOf, encoderWeights } from './architectures/table';
import { denseWeights } from './dense';
import {
  embeddingPrograms,
  headPrograms,
  layerPrograms,
  type HeadPrograms,
  type LayerPrograms,
} from './encoder-programs';
import type { EncoderModel } from './encoder-types';
import type { MicroBatch } from './packing';
import type { Weights } from './types';

/** Where a dropout mask is applied: layer -1 is the embeddings. */
export interface MaskSite {
  layer: number;
  site: DropoutSite;
  shape: readonly number[];
}

/** Gives the mask of a site: 0 or 1/(1-p) for every number; the same one whenever asked again. */
export type MaskSource = (site: MaskSite) => Float32Array;

/** What a micro-batch's backward pass needs: every layer's input, and what the layer kept of its own work. */
export interface Trace {
  readonly layers: { x: Value; kept: Record<string, Value> | null }[];
  /** What the last layer gave, where the head needs it again. */
  readonly top: Value | null;
  readonly bytes: number;
}

/** Names and shapes of all weights that a model computes with, in checkpoint order. */
export const modelWeights = ({ config, dense = [] }: Pick<EncoderModel, 'config' | 'dense'>): Shapes => ({
  ...encoderWeights(config),
  ...denseWeights(dense),
});

/** Throws 'model/corrupt' when a weight is missing or has another shape than the configuration says. */
export function checkWeights(model: Pick<EncoderModel, 'config' | 'dense'>, weights: Weights): void {
  for (const [name, shape] of Object.entries(modelWeights(model))) {
    const found = weights.get(name);
    if (!found || found.shape.join() !== shape.join()) {
      const file = `${name} [${shape.join(', ')}]${found ? `, found [${found.shape.join(', ')}]` : ''}`;
      throw new HoneError('model/corrupt', { file });
    }
  }
}

/** An encoder on a runtime: weights, and passes forward and backward over micro-batches. */
export class Encoder {
  readonly parameters = new Map<string, Value>();
  private readonly architecture: Architecture;
  private readonly kinds: ReadonlyMap<LayerKind, LayerPrograms>;
  private readonly embeddings;
  private readonly head: HeadPrograms;
  /** The head on layers before the last. */
  private readonly innerHead: HeadPrograms;

  constructor(
    readonly runtime: Runtime,
    model: EncoderModel,
    dropout: Dropout,
  ) {
    const { config, weights } = model;
    checkWeights(model, weights);
    this.architecture = architectureOf(config);
    const kinds = new Set(this.architecture.layers.map(({ kind }) => kind));
    this.kinds = new Map([...kinds].map((kind) => [kind, layerPrograms(config, kind, dropout)]));
    this.embeddings = embeddingPrograms(config, dropout);
    this.head = headPrograms(model);
    this.innerHead = this.architecture.final ? headPrograms(model, false) : this.head;
    for (const [name, shape] of Object.entries(modelWeights(model))) {
      // Training writes to these arrays in place; the model given stays as it is.
      this.parameters.set(name, runtime.floats(weights.get(name)!.data.slice(), shape));
    }
  }

  /** Pooled vectors, not normalised, [texts, dimension]; no dropout. */
  async infer(batch: MicroBatch): Promise<Float32Array> {
    const shared = await this.sharedFeeds(batch);
    let x = (await this.embed(this.embeddings.infer, batch)).y!;
    for (const [i, programs] of this.layers().entries()) {
      const { y } = await this.runtime.run(programs.infer, { x, ...shared, ...this.weightsOf(i) });
      x.dispose();
      x = y!;
    }
    const pooled = await this.pool(this.head, batch, x);
    const vectors = await this.runtime.read(pooled);
    this.runtime.free([x, pooled]);
    return vectors;
  }

  /** Bytes that keeping a micro-batch's activations takes. */
  keepingBytes(batch: MicroBatch): number {
    const sizeOf = (shape: Shape): number => resolved(shape, batch).reduce((n, dim) => n * dim, 1);
    const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);
    return 4 * sum(this.layers().map(({ kept }) => sum(kept.map(({ shape }) => sizeOf(shape)))));
  }

  /**
   * Pooled vectors [texts, dimension] with dropout, the caller's to free, and the trace for `backward`.
   * `keep`: spend memory to save a third of the work.
   */
  async forward(
    batch: MicroBatch,
    masks: MaskSource,
    keep: boolean,
  ): Promise<{ pooled: Value; trace: Trace }> {
    const shared = await this.sharedFeeds(batch);
    const embedding = this.embeddings.forward;
    let x = (await this.embed(embedding, batch, this.masks(embedding, batch, -1, masks))).y!;
    const layers: Trace['layers'] = [];
    for (const [i, programs] of this.layers().entries()) {
      const program = keep ? programs.forwardKeeping : programs.forward;
      const feeds = { x, ...shared, ...this.weightsOf(i), ...this.masks(program, batch, i, masks) };
      const { y, ...kept } = await this.runtime.run(program, feeds);
      layers.push({ x, kept: keep ? kept : null });
      x = y!;
    }
    const pooled = await this.pool(this.head, batch, x);
    const needed = this.head.backward.inputs.some(({ name }) => name === 'x');
    if (!needed) x.dispose();
    const bytes = keep ? this.keepingBytes(batch) : 0;
    return { pooled, trace: { layers, top: needed ? x : null, bytes } };
  }

  /** Pooled vectors of what a layer was given, kept by `forward`; layer 0 was given the embeddings. */
  pooledAt(batch: MicroBatch, { layers }: Trace, layer: number): Promise<Value> {
    const at = layers[layer];
    if (!at) throw new TypeError(`no layer ${layer}`);
    return this.pool(this.innerHead, batch, at.x);
  }

  /**
   * Adds the gradients of <pooled, dPooled>, and of <pooledAt, dLayers> by layer, all [texts, dimension], to `sums`, which
   * holds one tensor per parameter met so far, and frees the trace. `masks` must give what it gave in `forward`.
   */
  async backward(
    batch: MicroBatch,
    trace: Trace,
    dPooled: Value,
    masks: MaskSource,
    sums: Map<string, Value>,
    dLayers: ReadonlyMap<number, Value> = new Map(),
  ): Promise<void> {
    const { runtime, architecture } = this;
    const shared = await this.sharedFeeds(batch);
    let upper = await this.backwardHead(this.head, batch, trace.top, dPooled, sums);
    trace.top?.dispose();
    let relative: Value | null = null;
    for (let i = trace.layers.length - 1; i >= 0; i--) {
      const { x, kept } = trace.layers[i]!;
      const programs = this.programsOf(i);
      const program = kept ? programs.backwardKept : programs.backward;
      const feeds = {
        x,
        dy: upper,
        ...shared,
        ...kept,
        ...this.weightsOf(i),
        ...this.masks(program, batch, i, masks),
      };
      const { dx, ...gradients } = await runtime.run(program, feeds);
      const dLayer = dLayers.get(i);
      const more = dLayer && (await this.backwardHead(this.innerHead, batch, x, dLayer, sums));
      runtime.free([x, upper, ...Object.values(kept ?? {})]);
      trace.layers.pop();
      upper = more ? await runtime.kernels.accumulate(dx!, more) : dx!;
      const { prefix, kind } = architecture.layers[i]!;
      for (const name of Object.keys(kind.weights))
        await this.accumulate(sums, prefix + name, gradients[`d.${name}`]!);
      const part = gradients['d.relative'];
      if (part) relative = relative ? await runtime.kernels.accumulate(relative, part) : part;
    }
    if (relative && architecture.relative) {
      const { weight, buckets } = architecture.relative;
      await this.addRows(sums, weight, buckets(batch.longest), relative);
      relative.dispose();
    }
    await this.backwardEmbeddings(batch, upper, masks, sums);
  }

  async dispose(): Promise<void> {
    this.runtime.free(this.parameters.values());
    this.parameters.clear();
    await this.runtime.dispose();
  }

  /** The gradient of the tokens x, which only some heads need to see again, given that of their pooled vectors. */
  private async backwardHead(
    head: HeadPrograms,
    batch: MicroBatch,
    x: Value | null,
    dPooled: Value,
    sums: Map<string, Value>,
  ): Promise<Value> {
    const { weights, backward } = head;
    const feeds = { ...(x && { x }), dy: dPooled, ...this.headFeeds(head, batch) };
    const { dx, ...gradients } = await this.runtime.run(backward, feeds);
    for (const name of Object.keys(weights)) await this.accumulate(sums, name, gradients[`d.${name}`]!);
    return dx!;
  }

  private async backwardEmbeddings(
    batch: MicroBatch,
    upper: Value,
    masks: MaskSource,
    sums: Map<string, Value>,
  ): Promise<void> {
    const { tables, weights } = this.architecture.embeddings;
    const program = this.embeddings.backward;
    const feeds = { dy: upper, ...this.masks(program, batch, -1, masks) };
    const out = await this.embed(program, batch, feeds);
    upper.dispose();
    for (const name of Object.keys(weights)) await this.accumulate(sums, name, out[`d.${name}`]!);
    // A token's and its position's row have the same gradient.
    const rows = { word: out['d.word']!, position: out['d.word']!, type: out['d.type'] };
    for (const { role, weight } of tables)
      await this.addRows(sums, weight, rowsFor(batch)[role], rows[role]!);
    this.runtime.free([rows.word, ...(rows.type ? [rows.type] : [])]);
  }

  private async accumulate(sums: Map<string, Value>, name: string, part: Value): Promise<void> {
    const sum = sums.get(name);
    sums.set(name, sum ? await this.runtime.kernels.accumulate(sum, part) : part);
  }

  private async addRows(sums: Map<string, Value>, name: string, ids: Int32Array, rows: Value): Promise<void> {
    const sum = sums.get(name) ?? this.runtime.zeros(this.parameter(name).dims);
    sums.set(name, await this.runtime.kernels.addRows(sum, ids, rows));
  }

  private parameter(name: string): Value {
    const found = this.parameters.get(name);
    if (!found) throw new TypeError(`no parameter ${name}`);
    return found;
  }

  private programsOf(layer: number): LayerPrograms {
    return this.kinds.get(this.architecture.layers[layer]!.kind)!;
  }

  private layers(): LayerPrograms[] {
    return this.architecture.layers.map((_, i) => this.programsOf(i));
  }

  private weightsOf(layer: number): Feeds {
    const { prefix, kind } = this.architecture.layers[layer]!;
    return Object.fromEntries(Object.keys(kind.weights).map((name) => [name, this.parameter(prefix + name)]));
  }

  private headFeeds(head: HeadPrograms, batch: MicroBatch): Feeds {
    const weights = Object.keys(head.weights).map((name) => [name, this.parameter(name)] as const);
    return {
      ...this.feedsNamed([head.forward], batch, batch.pooling),
      ...Object.fromEntries(weights),
    };
  }

  /** What layers take besides x and weights. */
  private async sharedFeeds(batch: MicroBatch): Promise<Feeds> {
    const { split, join, used, bias, longest } = batch;
    const relative = await this.relativeBias(longest);
    return this.feedsNamed(
      [...this.kinds.values()].map(({ infer }) => infer),
      batch,
      { split, join, used, bias, ...this.architecture.constants(longest), ...(relative && { relative }) },
    );
  }

  /** The arrays that some program takes, in the shape it says. */
  private feedsNamed(
    programs: readonly Program[],
    batch: MicroBatch,
    arrays: Readonly<Record<string, Float32Array | Int32Array>>,
  ): Feeds {
    const feeds: Record<string, Value> = {};
    for (const { name, shape } of programs.flatMap(({ inputs }) => inputs)) {
      const data = arrays[name];
      if (data && !feeds[name]) feeds[name] = this.runtime.feed(data, resolved(shape, batch));
    }
    return feeds;
  }

  /** [1, heads, longest, longest], read out of a table of a few hundred numbers. */
  private async relativeBias(longest: number): Promise<Float32Array | null> {
    const { relative } = this.architecture;
    if (!relative) return null;
    const table = await this.runtime.read(this.parameter(relative.weight));
    const heads = relative.shape[1];
    const buckets = relative.buckets(longest);
    const bias = new Float32Array(heads * buckets.length);
    buckets.forEach((bucket, pair) => {
      for (let head = 0; head < heads; head++)
        bias[head * buckets.length + pair] = table[bucket * heads + head]!;
    });
    return bias;
  }

  /** Runs one of the embeddings' programs over the rows of the tables that a micro-batch needs. */
  private async embed(
    program: Program,
    batch: MicroBatch,
    feeds: Feeds = {},
  ): Promise<Record<string, Value>> {
    const { tables, weights } = this.architecture.embeddings;
    const rows: Record<string, Value> = {};
    for (const { role, weight } of tables)
      rows[role] = await this.runtime.kernels.rows(this.parameter(weight), rowsFor(batch)[role]);
    const norm = Object.fromEntries(Object.keys(weights).map((name) => [name, this.parameter(name)]));
    const out = await this.runtime.run(program, { ...rows, ...norm, ...feeds });
    this.runtime.free(Object.values(rows));
    return out;
  }

  /** The dropout masks that a program takes. */
  private masks({ inputs }: Program, batch: MicroBatch, layer: number, masks: MaskSource): Feeds {
    const feeds: Record<string, Value> = {};
    for (const { name, shape } of inputs) {
      if (!name.startsWith('mask.')) continue;
      const site = name.slice('mask.'.length) as DropoutSite;
      const dims = resolved(shape, batch);
      feeds[name] = this.runtime.feed(masks({ layer, site, shape: dims }), dims);
    }
    return feeds;
  }

  private async pool(head: HeadPrograms, batch: MicroBatch, x: Value): Promise<Value> {
    return (await this.runtime.run(head.forward, { x, ...this.headFeeds(head, batch) })).pooled!;
  }
}

const rowsFor = ({ ids, positions }: MicroBatch) => ({
  word: ids,
  position: positions,
  type: Int32Array.of(0),
});

/** A program's shape for this micro-batch. */
function resolved(shape: Shape, { tokens, longest, groups, texts }: MicroBatch): number[] {
  const sizes: Record<string, number> = { tokens, longest, groups, texts: texts.length };
  return shape.map((dim) => {
    const size = typeof dim === 'number' ? dim : sizes[dim];
    if (size === undefined) throw new TypeError(`no size ${dim}`);
    return size;
  });
}
