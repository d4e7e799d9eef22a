import type { ConfigReader } from '../config-reader';
import type { EncoderConfig } from '../types';
import type { Architecture } from './architecture';
import { bert, readBertConfig } from './bert';
import type { Shapes } from './block';
import { distilBert, readDistilBertConfig } from './distilbert';
import { modernBert, readModernBertConfig } from './modernbert';
import { mpnet, readMPNetConfig } from './mpnet';
import { readRobertaConfig, roberta } from './roberta';

interface Row {
  /** For people. */
  readonly title: string;
  read(config: ConfigReader): EncoderConfig;
  /** Takes what `read` gives, and no other. */
  describe(config: EncoderConfig): Architecture;
}

/** Every encoder that can be run, trained and exported, by config.json's model_type. */
const table: Record<EncoderConfig['model_type'], Row> = {
  bert: { title: 'BERT', read: readBertConfig, describe: bert },
  roberta: { title: 'RoBERTa', read: readRobertaConfig('roberta'), describe: roberta },
  'xlm-roberta': { title: 'XLM-RoBERTa', read: readRobertaConfig('xlm-roberta'), describe: roberta },
  distilbert: { title: 'DistilBERT', read: readDistilBertConfig, describe: distilBert },
  mpnet: { title: 'MPNet', read: readMPNetConfig, describe: mpnet },
  modernbert: { title: 'ModernBERT', read: readModernBertConfig, describe: modernBert },
};

/** Names of the supported kinds, for a sentence. */
export const architectureTitles = Object.values(table).map(({ title }) => title);

/** The configuration that config.json holds. Throws 'model/unsupported' with `reason`, 'model/corrupt'. */
export function readEncoderConfig(config: ConfigReader): EncoderConfig {
  const type = config.text('model_type', 'missing');
  const row = Object.hasOwn(table, type) ? table[type as keyof typeof table] : undefined;
  if (!row) {
    const supported = `${architectureTitles.slice(0, -1).join(', ')} and ${architectureTitles.at(-1)}`;
    throw config.unsupported(`its model_type is ${type}, and only ${supported} are supported`);
  }
  if (config.flag('is_decoder', false)) throw config.unsupported('it is a decoder');
  const read = row.read(config);
  if (read.hidden_size % read.num_attention_heads !== 0)
    throw config.corrupt('the hidden size is not a multiple of the number of attention heads');
  return read;
}

const described = new WeakMap<EncoderConfig, Architecture>();

/** What an encoder of this configuration computes. */
export function architectureOf(config: EncoderConfig): Architecture {
  const known = described.get(config) ?? table[config.model_type].describe(config);
  described.set(config, known);
  return known;
}

/** Names and shapes of all weights that the encoder computes with, in checkpoint order. */
export function encoderWeights(config: EncoderConfig): Shapes {
  const { embeddings, layers, relative, final } = architectureOf(config);
  const shapes: Shapes = {};
  for (const { weight, rows } of embeddings.tables) shapes[weight] = [rows, config.hidden_size];
  Object.assign(shapes, embeddings.weights);
  for (const { prefix, kind } of layers)
    for (const [name, shape] of Object.entries(kind.weights)) shapes[prefix + name] = shape;
  if (relative) shapes[relative.weight] = [...relative.shape];
  return Object.assign(shapes, final?.weights);
}
