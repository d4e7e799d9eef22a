/** Prepended to texts, as encode_query and encode_document do; '' where there are none. */
export interface Prompts {
  query: string;
  document: string;
}

/** Where a model's files come from; `prompts`: used in place of those that the files say. */
export type BaseModelReference = { prompts?: Prompts } &
  /** Served beside the app (public/models/<id>/). */
  (
    | { kind: 'served'; id: string }
    /** The Hugging Face Hub at a pinned revision; needs the person's consent; cached in storage. */
    | { kind: 'hub'; repository: string; revision: string }
    /** A folder the person dropped in, kept in storage under this id. */
    | { kind: 'folder'; id: string }
  );

export type ModelReference =
  | BaseModelReference
  /** weights = (1 - mix) · base + mix · checkpoint's; mix 1 is the tuned model, 0.5 the average. */
  | { kind: 'tuned'; base: BaseModelReference; checkpointId: string; mix: number };

export type Activation = 'gelu' | 'gelu_new' | 'relu';

/** The part of config.json that every encoder needs, under BERT's names whatever the file calls them. */
interface EncoderSizes {
  vocab_size: number;
  hidden_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  intermediate_size: number;
  hidden_act: Activation;
  hidden_dropout_prob: number;
  attention_probs_dropout_prob: number;
  /** Most tokens of a text; RoBERTa's and MPNet's tables of positions have more rows than that. */
  max_position_embeddings: number;
  layer_norm_eps: number;
}

export interface BertConfig extends EncoderSizes {
  model_type: 'bert';
  type_vocab_size: number;
}

export interface RobertaConfig extends EncoderSizes {
  model_type: 'roberta' | 'xlm-roberta';
  type_vocab_size: number;
  /** Positions start after it. */
  pad_token_id: number;
}

export interface DistilBertConfig extends EncoderSizes {
  model_type: 'distilbert';
}

export interface MPNetConfig extends EncoderSizes {
  model_type: 'mpnet';
  relative_attention_num_buckets: number;
}

export interface ModernBertConfig extends EncoderSizes {
  model_type: 'modernbert';
  /** By layer: all tokens attend to all, or to those at most local_attention / 2 away. */
  layer_types: ('full_attention' | 'sliding_attention')[];
  local_attention: number;
  /** RoPE's base in layers of either kind. */
  global_rope_theta: number;
  local_rope_theta: number;
  norm_bias: boolean;
  attention_bias: boolean;
  mlp_bias: boolean;
}

export type EncoderConfig = BertConfig | RobertaConfig | DistilBertConfig | MPNetConfig | ModernBertConfig;

/** sentence-transformers' names (6.x) of how token vectors become one. */
export type Pooling = 'cls' | 'mean' | 'max' | 'weightedmean' | 'mean_sqrt_len_tokens' | 'lasttoken';

/** A Dense module after the pooling: act(x·wᵀ + b), its weights '<path>.linear.weight' and '.bias' among the model's. */
export interface Dense {
  /** Its folder in modules.json, '2_Dense'. */
  path: string;
  in_features: number;
  out_features: number;
  bias: boolean;
  activation: 'identity' | 'tanh' | 'relu' | 'gelu';
}

/** Weights by their safetensors name without the prefix of a model with a head ('bert.'), row-major float32. */
export type Weights = Map<string, { shape: number[]; data: Float32Array }>;

/** A model read and checked: everything needed to run, train and export it. */
export interface LoadedModel {
  reference: ModelReference;
  /** Shown to people, e.g. 'all-MiniLM-L6-v2'. */
  name: string;
  config: EncoderConfig;
  pooling: Pooling;
  /** After the pooling, in this order; most models have none. */
  dense: readonly Dense[];
  /** Always true in effect: cosine is the only similarity; kept for the export's modules.json. */
  normalize: boolean;
  maxSeqLength: number;
  prompts: Prompts;
  /** false: the pooling leaves a prompt's tokens out, and the special ones before it (Pooling's include_prompt). */
  includePrompt: boolean;
  weights: Weights;
  /** What was trained of it, where adapters were: they are merged into the weights already. */
  adapters?: Weights;
  tokenizer: Tokenizer;
  /** The folder's other files, byte for byte (config.json, tokenizer.json, vocab.txt, ...), for the export. */
  files: Map<string, Uint8Array>;
}

export interface Tokenizer {
  /** Token ids with special tokens, cut to `maxLength` in all (the last special token kept). */
  encode(text: string, maxLength: number): number[];
  /** Number of tokens without special ones. */
  count(text: string): number;
  /** Of the tokens that `encode` gives for a text, how many are this prompt's and special ones before it. */
  promptLength(prompt: string, maxLength: number): number;
}
