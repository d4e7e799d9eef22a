import { Runtime, type Feeds } from '../engine/runtime';
import type { Value } from '../engine/ort';
import type { Program } from '../engine/program';
import { HoneError } from '../errors/hone-error';
import {
  embeddingPrograms,
  embeddingWeights,
  layerPrograms,
  layerWeights,
  poolingPrograms,
  type Dropout,
} from './bert-graph';
import type { MicroBatch } from './bert-packing';
import type { EncoderModel } from './bert-types';
import type { BertConfig, Weights } from './types';

const WORDS = 'embeddings.word_embeddings.weight';
const POSITIONS = 'embeddings.position_embeddings.weight';
const TYPES = 'embeddings.token_type_embeddings.weight';

/** Where a dropout mask is applied: layer -1 is the embeddings. */
export interface MaskSite {
  layer: number;
  site: 'embeddings' | 'attention' | 'attended' | 'outer';
  shape: readonly number[];
}

/** Gives the mask of a site: 0 or 1/(1-p) for every number; the same one whenever asked again. */
export type MaskSource = (site: MaskSite) => Float32Array;

/** What a micro-batch's backward pass needs: every layer's input, and what the layer kept of its own work. */
export interface Trace {
  readonly layers: { x: Value; kept: Record<string, Value> | null }[];
  readonly bytes: number;
}

/** Names and shapes of all weights that the encoder computes with, in checkpoint order. */
export function encoderWeights(config: BertConfig): Record<string, number[]> {
  const shapes = embeddingWeights(config);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    for (const [name, shape] of Object.entries(layerWeights(config)))
      shapes[`encoder.layer.${i}.${name}`] = shape;
  }
  return shapes;
}

/** Throws 'model/corrupt' when a weight is missing or has another shape than the configuration says. */
export function checkWeights(config: BertConfig, weights: Weights): void {
  for (const [name, shape] of Object.entries(encoderWeights(config))) {
    const found = weights.get(name);
    if (!found || found.shape.join() !== shape.join()) {
      const file = `${name} [${shape.join(', ')}]${found ? `, found [${found.shape.join(', ')}]` : ''}`;
      throw new HoneError('model/corrupt', { file });
    }
  }
}

/** A BERT encoder on a runtime: weights, and passes forward and backward over micro-batches. */
export class BertEncoder {
  readonly parameters = new Map<string, Value>();
  private readonly layerNames: string[];
  private readonly layer;
  private readonly embeddings;
  private readonly pooling;

  constructor(
    readonly runtime: Runtime,
    private readonly model: EncoderModel,
    private readonly dropout: Dropout,
  ) {
    const { config, weights } = model;
    checkWeights(config, weights);
    this.layerNames = Object.keys(layerWeights(config));
    this.layer = layerPrograms(config, dropout);
    this.embeddings = embeddingPrograms(config, dropout);
    this.pooling = poolingPrograms(config);
    for (const [name, shape] of Object.entries(encoderWeights(config))) {
      // Training writes to these arrays in place; the model given stays as it is.
      this.parameters.set(name, runtime.floats(weights.get(name)!.data.slice(), shape));
    }
  }

  /** Pooled vectors, not normalised, [texts, hidden]; no dropout. */
  async infer(batch: MicroBatch): Promise<Float32Array> {
    const attention = this.attentionFeeds(batch);
    let x = (await this.embed(this.embeddings.infer, batch)).y!;
    for (let i = 0; i < this.model.config.num_hidden_layers; i++) {
      const { y } = await this.runtime.run(this.layer.infer, { x, ...attention, ...this.weightsOf(i) });
      x.dispose();
      x = y!;
    }
    return this.pool(batch, x);
  }

  /** Bytes that keeping a micro-batch's activations takes. */
  keepingBytes(batch: MicroBatch): number {
    const sizes: Record<string, number> = {
      tokens: batch.tokens,
      longest: batch.longest,
      groups: batch.groups,
    };
    const perLayer = this.layer.kept.reduce(
      (sum, { shape }) =>
        sum + shape.reduce<number>((n, dim) => n * (typeof dim === 'number' ? dim : sizes[dim]!), 1),
      0,
    );
    return 4 * perLayer * this.model.config.num_hidden_layers;
  }

  /** Pooled vectors with dropout, and the trace for `backward`. `keep`: spend memory to save a third of the work. */
  async forward(
    batch: MicroBatch,
    masks: MaskSource,
    keep: boolean,
  ): Promise<{ pooled: Float32Array; trace: Trace }> {
    const attention = this.attentionFeeds(batch);
    let x = (await this.embed(this.embeddings.forward, batch, this.embeddingMask(batch, masks))).y!;
    const layers: Trace['layers'] = [];
    for (let i = 0; i < this.model.config.num_hidden_layers; i++) {
      const program = keep ? this.layer.forwardKeeping : this.layer.forward;
      const feeds = { x, ...attention, ...this.weightsOf(i), ...this.layerMasks(batch, i, masks) };
      const { y, ...kept } = await this.runtime.run(program, feeds);
      layers.push({ x, kept: keep ? kept : null });
      x = y!;
    }
    return {
      pooled: await this.pool(batch, x),
      trace: { layers, bytes: keep ? this.keepingBytes(batch) : 0 },
    };
  }

  /**
   * Adds the gradients of <pooled, dPooled> to `sums`, which holds one tensor per parameter met so far, and frees the trace.
   * `masks` must give what it gave in `forward`.
   */
  async backward(
    batch: MicroBatch,
    trace: Trace,
    dPooled: Float32Array,
    masks: MaskSource,
    sums: Map<string, Value>,
  ): Promise<void> {
    const { runtime, model } = this;
    const attention = this.attentionFeeds(batch);
    const dy = runtime.feed(dPooled, [batch.texts.length, model.config.hidden_size]);
    const top = await runtime.run(this.pooling.backward, { pooling: this.poolingFeed(batch), dy });
    let upper = top.dx!;
    for (let i = trace.layers.length - 1; i >= 0; i--) {
      const { x, kept } = trace.layers[i]!;
      const program = kept ? this.layer.backwardKept : this.layer.backward;
      const feeds = {
        x,
        dy: upper,
        ...attention,
        ...kept,
        ...this.weightsOf(i),
        ...this.layerMasks(batch, i, masks),
      };
      const { dx, ...gradients } = await runtime.run(program, feeds);
      runtime.free([x, upper, ...Object.values(kept ?? {})]);
      trace.layers.pop();
      upper = dx!;
      for (const name of this.layerNames)
        await this.accumulate(sums, `encoder.layer.${i}.${name}`, gradients[`d.${name}`]!);
    }
    const out = await this.embed(this.embeddings.backward, batch, {
      dy: upper,
      ...this.embeddingMask(batch, masks),
    });
    upper.dispose();
    await this.accumulate(sums, 'embeddings.LayerNorm.weight', out['d.embeddings.LayerNorm.weight']!);
    await this.accumulate(sums, 'embeddings.LayerNorm.bias', out['d.embeddings.LayerNorm.bias']!);
    await this.addRows(sums, WORDS, batch.ids, out['d.word']!);
    await this.addRows(sums, POSITIONS, batch.positions, out['d.word']!);
    await this.addRows(sums, TYPES, Int32Array.of(0), out['d.type']!);
    runtime.free([out['d.word']!, out['d.type']!]);
  }

  async dispose(): Promise<void> {
    this.runtime.free(this.parameters.values());
    this.parameters.clear();
    await this.runtime.dispose();
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

  private weightsOf(layer: number): Feeds {
    return Object.fromEntries(
      this.layerNames.map((name) => [name, this.parameter(`encoder.layer.${layer}.${name}`)]),
    );
  }

  private attentionFeeds({ split, join, used, bias, groups, longest, tokens }: MicroBatch): Feeds {
    const heads = this.model.config.num_attention_heads;
    return {
      split: this.runtime.feed(split, [groups, longest]),
      join: this.runtime.feed(join, [tokens, heads]),
      used: this.runtime.feed(used, [groups, longest, 1]),
      bias: this.runtime.feed(bias, [groups, 1, longest]),
    };
  }

  /** Runs one of the embeddings' programs over the rows of the three tables that a micro-batch needs. */
  private async embed(
    program: Program,
    { ids, positions }: MicroBatch,
    feeds: Feeds = {},
  ): Promise<Record<string, Value>> {
    const { kernels } = this.runtime;
    const rows = {
      word: await kernels.rows(this.parameter(WORDS), ids),
      position: await kernels.rows(this.parameter(POSITIONS), positions),
      type: await kernels.rows(this.parameter(TYPES), Int32Array.of(0)),
    };
    const norm = ['embeddings.LayerNorm.weight', 'embeddings.LayerNorm.bias'];
    const weights = Object.fromEntries(norm.map((name) => [name, this.parameter(name)]));
    const out = await this.runtime.run(program, { ...rows, ...weights, ...feeds });
    this.runtime.free(Object.values(rows));
    return out;
  }

  private embeddingMask({ tokens }: MicroBatch, masks: MaskSource): Feeds {
    if (this.dropout.hidden === 0) return {};
    const shape = [tokens, this.model.config.hidden_size];
    return { 'mask.embeddings': this.runtime.feed(masks({ layer: -1, site: 'embeddings', shape }), shape) };
  }

  private layerMasks({ tokens, groups, longest }: MicroBatch, layer: number, masks: MaskSource): Feeds {
    const hidden = [tokens, this.model.config.hidden_size];
    const mask = (site: MaskSite['site'], shape: number[]): Value =>
      this.runtime.feed(masks({ layer, site, shape }), shape);
    return {
      ...(this.dropout.attention > 0 && { 'mask.attention': mask('attention', [groups, longest, longest]) }),
      ...(this.dropout.hidden > 0 && {
        'mask.attended': mask('attended', hidden),
        'mask.outer': mask('outer', hidden),
      }),
    };
  }

  private poolingFeed({ pooling, texts, tokens }: MicroBatch): Value {
    return this.runtime.feed(pooling, [texts.length, tokens]);
  }

  private async pool(batch: MicroBatch, x: Value): Promise<Float32Array> {
    const { pooled } = await this.runtime.run(this.pooling.forward, { x, pooling: this.poolingFeed(batch) });
    const numbers = await this.runtime.read(pooled!);
    this.runtime.free([x, pooled!]);
    return numbers;
  }
}
