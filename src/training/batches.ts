import type { Embedder } from '../models/encoder-types';
import { promptTokens } from '../models/prompts';
import type { TrainingBatch } from './step-types';
import { promptOf, tokenizeExamples, type Prompted } from './trainer-plan';
import type { TrainingExample } from './types';
import { textsOf } from './losses/fit';

/** GISTEmbedLoss' guide, a model that is not trained: it has its own tokenizer and its own prompts. */
export interface Guide extends Prompted, Pick<Embedder, 'dimension' | 'embed'> {
  /** Most tokens of a text. */
  maxLength: number;
}

/** Batches of examples as the engine takes them: token ids, labels, and a guide's vectors, each text embedded once. */
export class Batches {
  private readonly tokens: ReturnType<typeof tokenizeExamples>;
  private readonly guided = new Map<string, Float32Array>();

  constructor(
    readonly examples: readonly TrainingExample[],
    model: Prompted,
    maxLength: number,
    private readonly guide: Guide | null,
  ) {
    this.tokens = tokenizeExamples(examples, model, maxLength);
  }

  async of(batch: readonly number[]): Promise<TrainingBatch> {
    const rows = batch.map((index) => this.examples[index]!);
    const labels = rows.map(({ label }) => label);
    return {
      ...this.tokens(batch),
      ...(labels.every((label) => label !== undefined) ? { labels } : {}),
      ...(this.guide ? { guide: await this.guidance(this.guide, rows) } : {}),
    };
  }

  /** The guide's vectors, row-major, a column of texts each. */
  private async guidance(guide: Guide, rows: readonly TrainingExample[]): Promise<Float32Array[]> {
    const { dimension, maxLength, prompts, tokenizer } = guide;
    const columns: Float32Array[] = [];
    for (const column of textsOf(rows[0]!).keys()) {
      const prompt = promptOf(prompts, rows[0]!, column);
      const left = promptTokens(guide, prompt, maxLength);
      // The same words in two columns may have different prompts.
      const keys = rows.map((row) => `${left} ${prompt}${textsOf(row)[column]!}`);
      const missing = [...new Set(keys)].filter((key) => !this.guided.has(key));
      const texts = missing.map((key) => tokenizer.encode(key.slice(key.indexOf(' ') + 1), maxLength));
      const found = await guide.embed(texts, left);
      missing.forEach((key, at) => this.guided.set(key, found.slice(at * dimension, (at + 1) * dimension)));
      const vectors = new Float32Array(rows.length * dimension);
      keys.forEach((key, row) => vectors.set(this.guided.get(key)!, row * dimension));
      columns.push(vectors);
    }
    return columns;
  }
}
