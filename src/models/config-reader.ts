import { HoneError } from '../errors/hone-error';
import type { FolderFiles, JsonObject } from './folder-files';
import type { Activation } from './types';

const activations: readonly Activation[] = ['gelu', 'gelu_new', 'relu'];
/** Names that transformers takes for the same function. */
const activationSynonyms: Record<string, Activation> = {
  gelu_python: 'gelu',
  gelu_pytorch_tanh: 'gelu_new',
};

/** A JSON file's settings, checked one by one; those it leaves out take the default given. */
export class ConfigReader {
  constructor(
    private readonly files: FolderFiles,
    private readonly file: string,
    private readonly values: JsonObject,
  ) {}

  /** A whole number from 1. */
  size(name: string, fallback: number): number {
    const value = this.index(name, fallback);
    if (value < 1) throw this.corrupt(`${name} is not a size`);
    return value;
  }

  /** A whole number from 0. */
  index(name: string, fallback: number): number {
    const value = this.value(name) ?? fallback;
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw this.corrupt(`${name} is not a size`);
    return value as number;
  }

  number(name: string, fallback: number, below = Infinity): number {
    const value = this.value(name) ?? fallback;
    const valid = typeof value === 'number' && value >= 0 && value < below;
    if (!valid) throw this.corrupt(`${name} is not a number from 0 to ${below}`);
    return value;
  }

  /** A number from 0 to below 1. */
  fraction(name: string, fallback: number): number {
    return this.number(name, fallback, 1);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'boolean') throw this.corrupt(`${name} is neither true nor false`);
    return value;
  }

  text(name: string, fallback: string): string {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'string') throw this.corrupt(`${name} is not text`);
    return value;
  }

  strings(name: string): string[] | null {
    const value = this.value(name);
    return Array.isArray(value) ? value.map(String) : null;
  }

  /** The settings of an object among them; null where there is none. */
  part(name: string): ConfigReader | null {
    const value = this.value(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new ConfigReader(this.files, this.file, value as JsonObject);
  }

  activation(name: string): Activation {
    const act = this.text(name, 'gelu');
    const found = activations.find((known) => known === act) ?? activationSynonyms[act];
    if (!found)
      throw this.unsupported(`its activation is ${act}, and only ${activations.join(', ')} are supported`);
    return found;
  }

  /** Sizes under BERT's names; `unused` rows of the table of positions never stand for a token. */
  bertSizes(positions: number, unused = 0) {
    const rows = this.size('max_position_embeddings', positions + unused);
    if (rows <= unused) throw this.corrupt('max_position_embeddings leaves no position');
    return {
      hidden_size: this.size('hidden_size', 768),
      num_hidden_layers: this.size('num_hidden_layers', 12),
      num_attention_heads: this.size('num_attention_heads', 12),
      intermediate_size: this.size('intermediate_size', 3072),
      hidden_act: this.activation('hidden_act'),
      hidden_dropout_prob: this.fraction('hidden_dropout_prob', 0.1),
      attention_probs_dropout_prob: this.fraction('attention_probs_dropout_prob', 0.1),
      max_position_embeddings: rows - unused,
    };
  }

  refuseRelativePositions(): void {
    const position = this.text('position_embedding_type', 'absolute');
    if (position !== 'absolute') throw this.unsupported(`its position embeddings are ${position}`);
  }

  corrupt(detail: string): HoneError {
    return this.files.corrupt(this.file, detail);
  }

  unsupported(reason: string): HoneError {
    return new HoneError('model/unsupported', { reason });
  }

  /** null counts as left out. */
  private value(name: string): unknown {
    return this.values[name] ?? undefined;
  }
}
