import type { Tensor } from '../../engine/graph';
import type { OnnxWriter } from '../../engine/onnx';
import type { EncoderConfig } from '../types';
import type { Architecture, ExportSizes, LayerKind, Table } from './architecture';
import { attention, type AttentionParts } from './attention';
import { denseShapes, normShapes, type Block } from './block';

/** What BERT calls the parts of a layer, and its relatives call otherwise. */
export interface LayerNames {
  query: string;
  key: string;
  value: string;
  attended: string;
  attendedNorm: string;
  inner: string;
  outer: string;
  outerNorm: string;
}

/** What follows attention and feed-forward names in BERT's, RoBERTa's and MPNet's checkpoints. */
export const bertOutputNames = {
  attendedNorm: 'attention.output.LayerNorm',
  inner: 'intermediate.dense',
  outer: 'output.dense',
  outerNorm: 'output.LayerNorm',
};

export const bertNames: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attended: 'attention.output.dense',
  ...bertOutputNames,
};

interface LayerOptions {
  /** Dropout on what attention gives. */
  dropsAttended: boolean;
  /** More of attention than its projections. */
  attention?: (block: Block) => Pick<AttentionParts, 'biases' | 'headsApart'>;
}

/** One layer over packed tokens with LayerNorm after each part (Devlin et al. 2018; order of weights as in BertLayer). */
export function postNormLayer(
  config: EncoderConfig,
  names: LayerNames,
  { dropsAttended, attention: more = () => ({}) }: LayerOptions = { dropsAttended: true },
): LayerKind {
  const { hidden_size: hidden, num_attention_heads: heads, intermediate_size: wide } = config;
  return {
    weights: {
      ...denseShapes(names.query, hidden, hidden),
      ...denseShapes(names.key, hidden, hidden),
      ...denseShapes(names.value, hidden, hidden),
      ...denseShapes(names.attended, hidden, hidden),
      ...normShapes(names.attendedNorm, hidden),
      ...denseShapes(names.inner, wide, hidden),
      ...denseShapes(names.outer, hidden, wide),
      ...normShapes(names.outerNorm, hidden),
    },
    graph(block: Block, x: Tensor): Tensor {
      const { g } = block;
      const context = attention(block, {
        // The scaling is folded into the query's projection.
        query: block.dense(x, names.query, 1 / Math.sqrt(hidden / heads)),
        key: block.dense(x, names.key),
        value: block.dense(x, names.value),
        hidden,
        heads,
        ...more(block),
      });
      const projected = block.dense(context, names.attended);
      const attended = dropsAttended ? block.dropped(projected, 'attended') : projected;
      const middle = block.norm(g.add(attended, x), names.attendedNorm, config.layer_norm_eps);
      const inner = block.activation(block.dense(middle, names.inner), config.hidden_act);
      const outer = block.dropped(block.dense(inner, names.outer), 'outer');
      return block.norm(g.add(outer, middle), names.outerNorm, config.layer_norm_eps);
    },
  };
}

/** LayerNorm over the tables' sum. */
export function normedEmbeddings(config: EncoderConfig, tables: Table[]): Architecture['embeddings'] {
  const name = 'embeddings.LayerNorm';
  return {
    tables,
    weights: normShapes(name, config.hidden_size),
    graph: (block, sum) => block.dropped(block.norm(sum, name, config.layer_norm_eps), 'embeddings'),
  };
}

/** Positions 0, 1, 2, ...; nothing else depends on the length. */
export const plainPositions = {
  positions: (sequence: readonly number[]): number[] => sequence.map((_, position) => position),
  exportPositions: (_onnx: OnnxWriter, _inputIds: string, { range }: ExportSizes): string => range,
  constants: (): Record<string, Float32Array> => ({}),
  exportConstants: (): Record<string, string> => ({}),
};

/** Positions that start after the padding's id and pass over tokens of that id (fairseq's make_positions). */
export const positionsAfter = (padding: number) => ({
  ...plainPositions,
  positions(sequence: readonly number[]): number[] {
    let position = padding;
    return sequence.map((id) => (id === padding ? padding : ++position));
  },
  exportPositions(onnx: OnnxWriter, inputIds: string): string {
    const same = onnx.node('Equal', [inputIds, onnx.ints([padding], true)]);
    const real = onnx.node('Cast', [onnx.node('Not', [same])], { to: { int: 7 } });
    const counted = onnx.node('CumSum', [real, onnx.ints([1], true)]);
    return onnx.node('Add', [onnx.node('Mul', [counted, real]), onnx.ints([padding], true)]);
  },
});
