/** Where a model's files come from. */
export type BaseModelReference =
  /** Served beside the app (public/models/<id>/). */
  | { kind: 'served'; id: string }
  /** The Hugging Face Hub at a pinned revision; needs the person's consent; cached in storage. */
  | { kind: 'hub'; repository: string; revision: string }
  /** A folder the person dropped in, kept in storage under this id. */
  | { kind: 'folder'; id: string };

export type ModelReference =
  | BaseModelReference
  /** weights = (1 - mix) · base + mix · checkpoint's; mix 1 is the tuned model, 0.5 the average. */
  | { kind: 'tuned'; base: BaseModelReference; checkpointId: string; mix: number };

/** The part of config.json that a BERT encoder needs. */
export interface BertConfig {
  model_type: 'bert';
  vocab_size: number;
  hidden_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  intermediate_size: number;
  hidden_act: 'gelu' | 'gelu_new' | 'relu';
  hidden_dropout_prob: number;
  attention_probs_dropout_prob: number;
  max_position_embeddings: number;
  type_vocab_size: number;
  layer_norm_eps: number;
}

export type Pooling = 'cls' | 'mean';

/** Weights by their safetensors name with any 'bert.' prefix removed, row-major float32. */
export type Weights = Map<string, { shape: number[]; data: Float32Array }>;

/** A model read and checked: everything needed to run, train and export it. */
export interface LoadedModel {
  reference: ModelReference;
  /** Shown to people, e.g. 'all-MiniLM-L6-v2'. */
  name: string;
  config: BertConfig;
  pooling: Pooling;
  /** Always true in effect: cosine is the only similarity; kept for the export's modules.json. */
  normalize: boolean;
  maxSeqLength: number;
  prompts: { query: string; document: string };
  weights: Weights;
  tokenizer: Tokenizer;
  /** The folder's other files, byte for byte (config.json, tokenizer.json, vocab.txt, ...), for the export. */
  files: Map<string, Uint8Array>;
}

export interface Tokenizer {
  /** Token ids with special tokens, cut to `maxLength` in all (the last special token kept). */
  encode(text: string, maxLength: number): number[];
  /** Number of tokens without special ones. */
  count(text: string): number;
}
