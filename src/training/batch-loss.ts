import type { Value } from '../engine/ort';
import type { Program } from '../engine/program';
import type { Feeds, Runtime } from '../engine/runtime';
import type { Weights } from '../models/types';
import { divergenceProgram, layerWeight } from './losses/adaptive-layer';
import type { LossBatch } from './losses/loss';
import { lotOf, lots } from './losses/lots';
import type { MatryoshkaPart } from './losses/matryoshka';
import { ownWeights } from './losses/own-weights';
import { LossRunner, shares } from './losses/runner';
import type { LossSettings } from './losses/settings';
import { createLoss } from './losses/table';
import type { StepOptions } from './step-types';
import { consecutive, LayerRows, type TextRows } from './text-rows';

/** What lots are drawn by. */
export type Draw = Pick<StepOptions, 'step' | 'dropoutSeed'>;

export interface BatchLossResult {
  loss: number;
  /** Of the texts' vectors; the caller's to free. */
  gradients: LayerRows;
  /** Of the loss's own weights, by name; the caller's to free. */
  parameters: [name: string, gradient: Value][];
}

/**
 * The loss of a whole batch by its texts' vectors. Inside AdaptiveLayerLoss (Li et al. 2024, arXiv:2402.14776), as
 * sentence-transformers has it: last_layer_weight · loss of the last layer's vectors; prior_layers_weight · the mean, over the
 * layers of the step, of theirs; and how far each of these is from the last one's, which are not changed by that.
 */
export class BatchLoss {
  /** The loss's own weights as they begin. */
  readonly own: Weights;
  private readonly runner: LossRunner;
  private readonly divergence: Program | null;

  /** `inner`: layers before the last whose input follows from what is trained. */
  constructor(
    private readonly runtime: Runtime,
    private readonly settings: LossSettings,
    private readonly dimension: number,
    private readonly inner: readonly number[],
  ) {
    const loss = createLoss(settings.loss);
    // Every model here brings its vectors to length 1.
    this.runner = new LossRunner(runtime, loss, dimension, true);
    this.own = ownWeights(loss, dimension);
    const { adaptiveLayer } = settings;
    this.divergence =
      adaptiveLayer && adaptiveLayer.kl_temperature > 0
        ? divergenceProgram(adaptiveLayer, dimension, true)
        : null;
  }

  /** Which layers before the last a step trains. */
  layersOf({ dropoutSeed, step }: Draw): number[] {
    const { adaptiveLayer } = this.settings;
    if (!adaptiveLayer) return [];
    const { n_layers_per_step: perStep } = adaptiveLayer;
    return lotOf(this.inner.length, perStep, dropoutSeed, step, lots.layers).map((i) => this.inner[i]!);
  }

  /**
   * `texts`: vectors of `count` columns one after another, not normalised; they are freed. `parameters`: the loss's own weights.
   * `scale`: the gradients are those of so many times the loss. Throws what LossRunner throws.
   */
  async run(
    texts: LayerRows,
    count: number,
    batch: LossBatch,
    draw: Draw,
    parameters: Feeds,
    scale = 1,
  ): Promise<BatchLossResult> {
    const { runtime, dimension, settings } = this;
    const { adaptiveLayer } = settings;
    const total = count * batch.rows;
    const gradients = new LayerRows(runtime, total, dimension, [...texts.layers.keys()]);
    const teacher = this.divergence && (await texts.last.take(consecutive(0, total)));
    const found: BatchLossResult = { loss: 0, gradients, parameters: [] };
    const at = async (rows: TextRows, into: TextRows, drawnFor: number, weight: number): Promise<void> => {
      const places = Array.from({ length: count }, (_, column) =>
        consecutive(column * batch.rows, batch.rows),
      );
      const columns: Value[] = [];
      for (const place of places) columns.push(await rows.take(place));
      const parts = this.partsOf(draw, drawnFor);
      const result = await this.runner.run(columns, batch, parts, parameters, weight * scale);
      runtime.free(columns);
      found.loss += result.loss / scale;
      found.parameters.push(...Object.entries(result.parameters));
      for (const [column, gradient] of result.gradients.entries()) await into.put(places[column]!, gradient);
    };
    await at(texts.last, gradients.last, lots.dims, adaptiveLayer?.last_layer_weight ?? 1);
    for (const [layer, rows] of texts.layers) {
      const into = gradients.layers.get(layer)!;
      await at(rows, into, lots.dimsAt(layer), layerWeight(adaptiveLayer!, layer, texts.layers.size));
      if (teacher) found.loss += (await this.diverge(rows, teacher, into, scale)) / scale;
    }
    teacher?.dispose();
    texts.free();
    return found;
  }

  /** How far a layer's vectors are from the last layer's. */
  private async diverge(rows: TextRows, teacher: Value, into: TextRows, scale: number): Promise<number> {
    const { runtime } = this;
    const all = consecutive(0, teacher.dims[0]!);
    const x = await rows.take(all);
    const { data, shape } = shares(all.length);
    const share = runtime.feed(data, shape);
    const outer = runtime.feed(Float32Array.of(scale), [1, 1]);
    const { divergence, 'd.x': dx } = await runtime.run(this.divergence!, { x, teacher, share, outer });
    const value = (await runtime.read(divergence!))[0] ?? NaN;
    runtime.free([x, divergence!]);
    await into.put(all, dx!);
    return value;
  }

  /** MatryoshkaLoss' dimensions. */
  private partsOf({ step, dropoutSeed }: Draw, drawnFor: number): MatryoshkaPart[] {
    const { matryoshkaDims: dims, matryoshkaWeights: weights, nDimsPerStep } = this.settings;
    return lotOf(dims.length, nDimsPerStep, dropoutSeed, step, drawnFor).map((k) => ({
      dim: dims[k]!,
      weight: weights[k] ?? 1,
    }));
  }
}
