import type { LoadedModel } from '../models/types';
import type { TrainingBatch } from './step-types';
import { tokenizeExamples } from './trainer-plan';
import type { TrainingExample } from './types';
import { textsOf } from './losses/fit';

/** Gives unit vectors of token sequences (an Embedder fits): GISTEmbedLoss' guide, the model before it was tuned. */
export interface Guide {
  dimension: number;
  embed(sequences: number[][]): Promise<Float32Array>;
}

/** Batches of examples as the engine takes them: token ids, labels, and a guide's vectors, each text embedded once. */
export class Batches {
  private readonly columns: (batch: readonly number[]) => number[][][];
  private readonly guided = new Map<string, Float32Array>();

  constructor(
    readonly examples: readonly TrainingExample[],
    model: Pick<LoadedModel, 'tokenizer' | 'prompts'>,
    maxLength: number,
    private readonly guide: Guide | null,
  ) {
    this.columns = tokenizeExamples(examples, model, maxLength);
  }

  async of(batch: readonly number[]): Promise<TrainingBatch> {
    const columns = this.columns(batch);
    const labels = batch.map((index) => this.examples[index]!.label);
    return {
      columns,
      ...(labels.every((label) => label !== undefined) ? { labels } : {}),
      ...(this.guide ? { guide: await this.guidance(this.guide, batch, columns) } : {}),
    };
  }

  private async guidance(
    guide: Guide,
    batch: readonly number[],
    columns: number[][][],
  ): Promise<Float32Array[]> {
    const texts = batch.map((index) => textsOf(this.examples[index]!));
    // The same words in two columns may have different prompts.
    const keys = columns.map((_, column) =>
      texts.map((row) => `${column === 0 ? 'q' : 'd'}:${row[column]!}`),
    );
    const missing = new Map<string, number[]>();
    keys.forEach((column, c) =>
      column.forEach((key, row) => !this.guided.has(key) && missing.set(key, columns[c]![row]!)),
    );
    const vectors = await guide.embed([...missing.values()]);
    [...missing.keys()].forEach((key, at) =>
      this.guided.set(key, vectors.slice(at * guide.dimension, (at + 1) * guide.dimension)),
    );
    return keys.map((column) => {
      const rows = new Float32Array(column.length * guide.dimension);
      column.forEach((key, row) => rows.set(this.guided.get(key)!, row * guide.dimension));
      return rows;
    });
  }
}
