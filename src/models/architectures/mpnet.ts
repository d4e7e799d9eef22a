import type { OnnxWriter } from '../../engine/onnx';
import type { ConfigReader } from '../config-reader';
import type { MPNetConfig } from '../types';
import type { Architecture, ExportSizes } from './architecture';
import { bertOutputNames, normedEmbeddings, positionsAfter, postNormLayer } from './bert-family';

/** transformers' MPNet has this number in its code, whatever config.json says. */
const padding = 1;
/** As is the number of buckets that distances fall into. */
const buckets = 32;
const farthest = 128;
const relativeWeight = 'encoder.relative_attention_bias.weight';

export function readMPNetConfig(config: ConfigReader): MPNetConfig {
  const rows = config.size('relative_attention_num_buckets', buckets);
  if (rows < buckets)
    throw config.unsupported(`it has ${rows} buckets of relative positions, fewer than ${buckets}`);
  return {
    model_type: 'mpnet',
    vocab_size: config.size('vocab_size', 30527),
    ...config.bertSizes(512, padding + 1),
    layer_norm_eps: config.fraction('layer_norm_eps', 1e-12),
    relative_attention_num_buckets: rows,
  };
}

/**
 * T5's bucket of a key `distance` tokens after the query (Raffel et al. 2020, arXiv:1910.10683), half of them for keys
 * after it; near distances have one each, far ones share logarithmically. In float32, as torch computes it.
 */
export function relativeBucket(distance: number): number {
  const half = buckets / 2;
  const exact = half / 2;
  const away = Math.abs(distance);
  const side = distance > 0 ? half : 0;
  if (away < exact) return side + away;
  const logarithm = Math.fround(Math.log(away / exact));
  const share = Math.fround(logarithm / Math.fround(Math.log(farthest / exact)));
  return side + Math.min(half - 1, exact + Math.trunc(Math.fround(share * (half - exact))));
}

/** MPNet (Song et al. 2020, arXiv:2004.09297): BERT's layers with one trained bias by relative position for all of them. */
export function mpnet(config: MPNetConfig): Architecture {
  const { num_attention_heads: heads, max_position_embeddings: most } = config;
  const kind = postNormLayer(
    config,
    {
      query: 'attention.attn.q',
      key: 'attention.attn.k',
      value: 'attention.attn.v',
      attended: 'attention.attn.o',
      ...bertOutputNames,
      attendedNorm: 'attention.LayerNorm',
    },
    {
      dropsAttended: true,
      attention: ({ g }) => ({
        biases: [g.input('relative', [1, heads, 'longest', 'longest'])],
        headsApart: true,
      }),
    },
  );
  return {
    modelClass: 'MPNetModel',
    prefix: 'mpnet.',
    embeddings: normedEmbeddings(config, [
      { role: 'word', weight: 'embeddings.word_embeddings.weight', rows: config.vocab_size },
      {
        role: 'position',
        weight: 'embeddings.position_embeddings.weight',
        rows: most + padding + 1,
      },
    ]),
    layers: Array.from({ length: config.num_hidden_layers }, (_, i) => ({
      prefix: `encoder.layer.${i}.`,
      kind,
    })),
    relative: {
      weight: relativeWeight,
      shape: [config.relative_attention_num_buckets, heads],
      buckets: (longest) =>
        Int32Array.from({ length: longest * longest }, (_, at) =>
          relativeBucket((at % longest) - Math.floor(at / longest)),
        ),
    },
    final: null,
    ...positionsAfter(padding),
    exportConstants(onnx: OnnxWriter, { range }: ExportSizes): Record<string, string> {
      // Buckets by distance, from the farthest before to the farthest after.
      const byDistance = onnx.ints(
        Array.from({ length: 2 * most - 1 }, (_, i) => relativeBucket(i - most + 1)),
      );
      const keys = onnx.node('Unsqueeze', [range, onnx.ints([0])]);
      const queries = onnx.node('Unsqueeze', [range, onnx.ints([1])]);
      const distance = onnx.node('Sub', [keys, queries]);
      const at = onnx.node('Add', [distance, onnx.ints([most - 1], true)]);
      const rows = onnx.node('Gather', [relativeWeight, onnx.node('Gather', [byDistance, at])]);
      const byHead = onnx.node('Transpose', [rows], { perm: { ints: [2, 0, 1] } });
      return { relative: onnx.node('Unsqueeze', [byHead, onnx.ints([0])]) };
    },
  };
}
