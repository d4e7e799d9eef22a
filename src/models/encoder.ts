import type { Value } from '../engine/ort';
import type { Runtime, Feeds } from '../engine/runtime';
import type { Shape } from '../engine/shape';
import { HoneError } from '../errors/hone-error';
import type { Architecture } from './architectures/architecture';
import type { Shapes } from './architectures/block';
import { architectureOf } from './architectures/table';
import { EncoderFeeds, resolved, rowsFor, type MaskSource } from './encoder-feeds';
import {
  embeddingPrograms,
  headPrograms,
  layerPrograms,
  type HeadPrograms,
  type LayerPrograms,
} from './encoder-programs';
import type { EncoderModel } from './encoder-types';
import { FrozenPrefix } from './frozen-prefix';
import { layerTargets } from './lora';
import type { MicroBatch } from './packing';
import {
  everything,
  modelWeights,
  trainedWeights,
  trainsEmbeddings,
  type TrainedParts,
} from './trained-parts';
import type { Weights } from './types';

/** What a micro-batch's backward pass needs: every trained layer's input, and what the layer kept of its own work. */
export interface Trace {
  readonly layers: { layer: number; x: Value; kept: Record<string, Value> | null }[];
  /** What the last layer gave, where the head needs it again. */
  readonly top: Value | null;
  readonly bytes: number;
}

/** Throws 'model/corrupt' when a weight is missing or has another shape. */
export function checkWeights(shapes: Shapes, weights: Weights): void {
  for (const [name, shape] of Object.entries(shapes)) {
    const found = weights.get(name);
    if (!found || found.shape.join() !== shape.join()) {
      const file = `${name} [${shape.join(', ')}]${found ? `, found [${found.shape.join(', ')}]` : ''}`;
      throw new HoneError('model/corrupt', { file });
    }
  }
}

/** An encoder on a runtime: weights, and passes forward and backward over micro-batches. */
export class Encoder {
  /** Names of the trained among `parameters`. */
  readonly trained: readonly string[];
  /** Frozen layers' states; null where the first layer is trained. */
  readonly prefix: FrozenPrefix | null;
  private readonly architecture: Architecture;
  private readonly feeds: EncoderFeeds;
  private readonly layers: readonly LayerPrograms[];
  private readonly embeddings;
  private readonly head: HeadPrograms;
  /** The head on layers before the last. */
  private readonly innerHead: HeadPrograms;

  /** `adapters`: their first values, where adapters are what is trained. */
  constructor(
    readonly runtime: Runtime,
    private readonly model: EncoderModel,
    private readonly parts: TrainedParts = everything,
    adapters: Weights = new Map(),
  ) {
    const { config, weights } = model;
    const shapes = modelWeights(model);
    checkWeights(shapes, weights);
    this.architecture = architectureOf(config);
    this.feeds = new EncoderFeeds(runtime, this.architecture);
    this.layers = this.programsOfLayers();
    this.embeddings = embeddingPrograms(config, parts.dropout);
    this.head = headPrograms(model, parts);
    this.innerHead = this.architecture.final ? headPrograms(model, parts, false) : this.head;
    this.prefix = parts.firstLayer > 0 ? new FrozenPrefix(model, (batch) => this.frozenStates(batch)) : null;
    this.trained = Object.keys(trainedWeights(model, parts));
    const trained = new Set(this.trained);
    for (const [name, { shape, data }] of [...weights, ...adapters]) {
      if (!trained.has(name) && !Object.hasOwn(shapes, name)) continue;
      // Training writes to these arrays in place; the model given stays as it is.
      this.parameters.set(name, runtime.floats(trained.has(name) ? data.slice() : data, shape));
    }
  }

  get parameters(): Map<string, Value> {
    return this.feeds.parameters;
  }

  /** Pooled vectors, not normalised, [texts, dimension]; no dropout. */
  async infer(batch: MicroBatch): Promise<Float32Array> {
    const x = await this.inferLayers(batch, this.layers.length);
    const pooled = await this.pool(this.head, batch, x);
    const vectors = await this.runtime.read(pooled);
    this.runtime.free([x, pooled]);
    return vectors;
  }

  /** Bytes that the trace of a micro-batch takes, with and without the layers' activations. */
  traceBytes(batch: MicroBatch): { keeping: number; inputs: number } {
    const sizeOf = (shape: Shape): number => 4 * resolved(shape, batch).reduce((n, dim) => n * dim, 1);
    const trained = this.layers.slice(this.parts.firstLayer);
    const kept = trained.flatMap((programs) => programs.kept.map(({ shape }) => sizeOf(shape)));
    const inputs = sizeOf(['tokens', this.model.config.hidden_size]) * (trained.length + 1);
    return { inputs, keeping: inputs + kept.reduce((total, bytes) => total + bytes, 0) };
  }

  /**
   * Pooled vectors [texts, dimension] with dropout (but for frozen layers), the caller's to free, and the trace, to be used up
   * by `backward` or given to `release`. `keep`: spend memory to save a third of the work.
   */
  async forward(
    batch: MicroBatch,
    masks: MaskSource,
    keep: boolean,
  ): Promise<{ pooled: Value; trace: Trace }> {
    const shared = await this.shared(batch);
    let x = await this.firstStates(batch, masks);
    const { keeping, inputs } = this.traceBytes(batch);
    const bytes = keep ? keeping : inputs;
    const layers: Trace['layers'] = [];
    try {
      for (let i = this.parts.firstLayer; i < this.layers.length; i++) {
        const programs = this.layers[i]!;
        const program = keep ? programs.forwardKeeping : programs.forward;
        const dropped = this.feeds.masks(program, batch, i, masks);
        const feeds = { x, ...shared, ...this.weightsOf(i), ...dropped };
        const { y, ...kept } = await this.runtime.run(program, feeds);
        layers.push({ layer: i, x, kept: keep ? kept : null });
        x = y!;
      }
      const pooled = await this.pool(this.head, batch, x);
      const needed = this.head.backward.inputs.some(({ name }) => name === 'x');
      if (!needed) x.dispose();
      return { pooled, trace: { layers, top: needed ? x : null, bytes } };
    } catch (error) {
      this.release({ layers, top: x, bytes });
      throw error;
    }
  }

  /** Frees a trace that no backward pass will use. */
  release({ layers, top }: Trace): void {
    for (const { x, kept } of layers) this.runtime.free([x, ...Object.values(kept ?? {})]);
    top?.dispose();
  }

  /** Pooled vectors of what a layer was given, kept by `forward`; layer 0 was given the embeddings. */
  pooledAt(batch: MicroBatch, { layers }: Trace, layer: number): Promise<Value> {
    const at = layers.find((one) => one.layer === layer);
    if (!at) throw new TypeError(`no layer ${layer}`);
    return this.pool(this.innerHead, batch, at.x);
  }

  /**
   * Adds the gradients of <pooled, dPooled>, and of <pooledAt, dLayers> by layer, all [texts, dimension], to `sums`, which
   * holds one tensor per trained parameter met so far, and frees the trace. `masks` must give what it gave in `forward`.
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
    const shared = await this.shared(batch);
    let upper = await this.backwardHead(this.head, batch, trace.top, dPooled, sums);
    trace.top?.dispose();
    let relative: Value | null = null;
    for (const { layer, x, kept } of [...trace.layers].reverse()) {
      const { backward, backwardKept, trained } = this.layers[layer]!;
      const program = kept ? backwardKept : backward;
      const feeds = {
        x,
        dy: upper,
        ...shared,
        ...kept,
        ...this.weightsOf(layer),
        ...this.feeds.masks(program, batch, layer, masks),
      };
      const { dx, ...gradients } = await runtime.run(program, feeds);
      const dLayer = dLayers.get(layer);
      const more = dLayer && (await this.backwardHead(this.innerHead, batch, x, dLayer, sums));
      runtime.free([x, upper, ...Object.values(kept ?? {})]);
      trace.layers.pop();
      upper = more ? await runtime.kernels.accumulate(dx!, more) : dx!;
      const { prefix } = architecture.layers[layer]!;
      for (const name of trained) await this.accumulate(sums, prefix + name, gradients[`d.${name}`]!);
      const part = gradients['d.relative'];
      if (part) relative = relative ? await runtime.kernels.accumulate(relative, part) : part;
    }
    if (relative && architecture.relative) {
      const { weight, buckets } = architecture.relative;
      await this.addRows(sums, weight, buckets(batch.longest), relative);
      relative.dispose();
    }
    if (trainsEmbeddings(this.parts)) await this.backwardEmbeddings(batch, upper, masks, sums);
    else upper.dispose();
  }

  async dispose(): Promise<void> {
    this.feeds.dispose();
    await this.runtime.dispose();
  }

  /** What the first trained layer is given: the embeddings, or what the frozen layers make of them. */
  private async firstStates(batch: MicroBatch, masks: MaskSource): Promise<Value> {
    if (this.prefix) {
      const { hidden_size: width } = this.model.config;
      return this.runtime.feed(await this.prefix.states(batch), [batch.tokens, width]);
    }
    const { forward } = this.embeddings;
    return (await this.feeds.embed(forward, batch, this.feeds.masks(forward, batch, -1, masks))).y!;
  }

  private async frozenStates(batch: MicroBatch): Promise<Float32Array> {
    const x = await this.inferLayers(batch, this.parts.firstLayer);
    const states = (await this.runtime.read(x)).slice();
    x.dispose();
    return states;
  }

  /** Hidden states after so many layers, without dropout. */
  private async inferLayers(batch: MicroBatch, count: number): Promise<Value> {
    const shared = await this.shared(batch);
    let x = (await this.feeds.embed(this.embeddings.infer, batch)).y!;
    for (let i = 0; i < count; i++) {
      const { infer } = this.layers[i]!;
      const { y } = await this.runtime.run(infer, { x, ...shared, ...this.weightsOf(i) });
      x.dispose();
      x = y!;
    }
    return x;
  }

  /** The gradient of the tokens x, which only some heads need to see again, given that of their pooled vectors. */
  private async backwardHead(
    head: HeadPrograms,
    batch: MicroBatch,
    x: Value | null,
    dPooled: Value,
    sums: Map<string, Value>,
  ): Promise<Value> {
    const feeds = { ...(x && { x }), dy: dPooled, ...this.headFeeds(head, batch) };
    const { dx, ...gradients } = await this.runtime.run(head.backward, feeds);
    for (const name of head.trained) await this.accumulate(sums, name, gradients[`d.${name}`]!);
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
    const feeds = { dy: upper, ...this.feeds.masks(program, batch, -1, masks) };
    const out = await this.feeds.embed(program, batch, feeds);
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
    const sum = sums.get(name) ?? this.runtime.zeros(this.feeds.parameter(name).dims);
    sums.set(name, await this.runtime.kernels.addRows(sum, ids, rows));
  }

  /** Layers that compute and train the same share programs. */
  private programsOfLayers(): LayerPrograms[] {
    const { firstLayer, lora } = this.parts;
    const kinds = [...new Set(this.architecture.layers.map(({ kind }) => kind))];
    const known = new Map<string, LayerPrograms>();
    return this.architecture.layers.map(({ prefix, kind }, i) => {
      const targets = lora && i >= firstLayer ? layerTargets(kind.weights, prefix, lora) : [];
      const key = `${kinds.indexOf(kind)} ${targets.join()}`;
      const programs = known.get(key) ?? layerPrograms(this.model.config, kind, this.parts, targets);
      known.set(key, programs);
      return programs;
    });
  }

  private weightsOf(layer: number): Feeds {
    return this.feeds.weights(this.layers[layer]!.weights, this.architecture.layers[layer]!.prefix);
  }

  private headFeeds(head: HeadPrograms, batch: MicroBatch): Feeds {
    return {
      ...this.feeds.named([head.forward], batch, batch.pooling),
      ...this.feeds.weights(head.weights),
    };
  }

  private shared(batch: MicroBatch): Promise<Feeds> {
    return this.feeds.shared(
      this.layers.map(({ infer }) => infer),
      batch,
    );
  }

  private async pool(head: HeadPrograms, batch: MicroBatch, x: Value): Promise<Value> {
    return (await this.runtime.run(head.forward, { x, ...this.headFeeds(head, batch) })).pooled!;
  }
}
