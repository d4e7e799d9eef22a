import { OnnxWriter } from '../engine/onnx';
import { checkWeights, encoderWeights } from './bert-encoder';
import type { BertConfig, Pooling, Weights } from './types';

export interface OnnxExport {
  /** null: output `last_hidden_state` [batch, sequence, hidden]; else `sentence_embedding` [batch, hidden], unit vectors. */
  pooled: Pooling | null;
}

/** LayerNormalization came with opset 17; nothing here is younger. */
const OPSET = 17;
/** Finite in float16 too, and low enough that softmax gives exactly 0. */
const MASKED = -65504;

/**
 * The encoder as an ONNX file for inference, weights embedded, for padded batches of any size: what optimum would export.
 * Inputs input_ids and attention_mask, int64 [batch, sequence], the mask 1 for tokens; all tokens are of type 0.
 * Throws 'model/corrupt' when a weight is missing.
 */
export function encoderOnnx(config: BertConfig, weights: Weights, { pooled }: OnnxExport): Uint8Array {
  checkWeights(config, weights);
  const onnx = new OnnxWriter(OPSET);
  const { hidden_size: hidden } = config;
  const sizes = ['batch', 'sequence'];
  for (const name of ['input_ids', 'attention_mask']) onnx.input(name, 'int64', sizes);
  for (const name of Object.keys(encoderWeights(config))) {
    const { shape, data } = weights.get(name)!;
    onnx.initializer(name, shape, data);
  }
  const encoder = new EncoderNodes(onnx, config);
  // [batch, 1, 1, sequence]: 0 for tokens, MASKED for padding
  const mask = onnx.node('Cast', ['attention_mask'], { to: { int: 1 } });
  const padding = onnx.node('Sub', [onnx.floats([1]), onnx.node('Unsqueeze', [mask, onnx.ints([1, 2])])]);
  const bias = onnx.node('Mul', [padding, onnx.floats([MASKED])]);
  let x = encoder.embeddings();
  for (let i = 0; i < config.num_hidden_layers; i++) x = encoder.layer(`encoder.layer.${i}`, x, bias);
  if (!pooled) {
    onnx.node('Identity', [x], {}, ['last_hidden_state']);
    onnx.output('last_hidden_state', 'float32', [...sizes, hidden]);
  } else {
    const vector = pooled === 'cls' ? firstToken(onnx, x) : meanOfTokens(onnx, x, mask);
    onnx.node('Identity', [normalized(onnx, vector)], {}, ['sentence_embedding']);
    onnx.output('sentence_embedding', 'float32', ['batch', hidden]);
  }
  return onnx.finish('bert');
}

class EncoderNodes {
  constructor(
    private readonly onnx: OnnxWriter,
    private readonly config: BertConfig,
  ) {}

  embeddings(): string {
    const { onnx } = this;
    const word = onnx.node('Gather', ['embeddings.word_embeddings.weight', 'input_ids']);
    const type = onnx.node('Gather', ['embeddings.token_type_embeddings.weight', onnx.ints([0], true)]);
    const shape = onnx.node('Shape', ['input_ids']);
    const sequence = onnx.node('Gather', [shape, onnx.ints([1], true)]);
    const range = onnx.node('Range', [onnx.ints([0], true), sequence, onnx.ints([1], true)]);
    const position = onnx.node('Gather', ['embeddings.position_embeddings.weight', range]);
    const sum = onnx.node('Add', [onnx.node('Add', [word, type]), position]);
    return this.norm(sum, 'embeddings.LayerNorm');
  }

  layer(name: string, x: string, bias: string): string {
    const attended = this.dense(
      this.attention(`${name}.attention.self`, x, bias),
      `${name}.attention.output.dense`,
    );
    const middle = this.norm(this.onnx.node('Add', [attended, x]), `${name}.attention.output.LayerNorm`);
    const inner = this.activation(this.dense(middle, `${name}.intermediate.dense`));
    const outer = this.onnx.node('Add', [this.dense(inner, `${name}.output.dense`), middle]);
    return this.norm(outer, `${name}.output.LayerNorm`);
  }

  /** softmax(q·kᵀ/√width + bias)·v by heads, [batch, heads, sequence, width] */
  private attention(name: string, x: string, bias: string): string {
    const { onnx } = this;
    const { num_attention_heads: heads, hidden_size: hidden } = this.config;
    const width = hidden / heads;
    const byHead = (part: string, perm: number[]): string => {
      const apart = onnx.node('Reshape', [this.dense(x, `${name}.${part}`), onnx.ints([0, 0, heads, width])]);
      return onnx.node('Transpose', [apart], { perm: { ints: perm } });
    };
    const scores = onnx.node('MatMul', [byHead('query', [0, 2, 1, 3]), byHead('key', [0, 2, 3, 1])]);
    const scaled = onnx.node('Add', [onnx.node('Mul', [scores, onnx.floats([1 / Math.sqrt(width)])]), bias]);
    const weights = onnx.node('Softmax', [scaled], { axis: { int: -1 } });
    const context = onnx.node('MatMul', [weights, byHead('value', [0, 2, 1, 3])]);
    const together = onnx.node('Transpose', [context], { perm: { ints: [0, 2, 1, 3] } });
    return onnx.node('Reshape', [together, onnx.ints([0, 0, hidden])]);
  }

  /** x·wᵀ + b; torch keeps w as [out, in]. */
  private dense(x: string, name: string): string {
    const weight = this.onnx.node('Transpose', [`${name}.weight`], { perm: { ints: [1, 0] } });
    return this.onnx.node('Add', [this.onnx.node('MatMul', [x, weight]), `${name}.bias`]);
  }

  private norm(x: string, name: string): string {
    const epsilon = { float: this.config.layer_norm_eps };
    return this.onnx.node('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], {
      axis: { int: -1 },
      epsilon,
    });
  }

  private activation(x: string): string {
    const { onnx } = this;
    const mul = (a: string, b: string): string => onnx.node('Mul', [a, b]);
    const times = (a: string, factor: number): string => mul(a, onnx.floats([factor]));
    if (this.config.hidden_act === 'relu') return onnx.node('Relu', [x]);
    // gelu: ½x(1 + erf(x/√2)); gelu_new: ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
    const bent =
      this.config.hidden_act === 'gelu'
        ? onnx.node('Erf', [onnx.node('Div', [x, onnx.floats([Math.SQRT2])])])
        : onnx.node('Tanh', [
            times(onnx.node('Add', [x, times(mul(mul(x, x), x), 0.044715)]), Math.sqrt(2 / Math.PI)),
          ]);
    return times(mul(x, onnx.node('Add', [bent, onnx.floats([1])])), 0.5);
  }
}

function firstToken(onnx: OnnxWriter, x: string): string {
  return onnx.node('Gather', [x, onnx.ints([0], true)], { axis: { int: 1 } });
}

/** Σ x ⊙ mask / max(Σ mask, 1e-9), sentence-transformers' Pooling. */
function meanOfTokens(onnx: OnnxWriter, x: string, mask: string): string {
  const keep = { keepdims: { int: 0 } };
  const columns = onnx.node('Unsqueeze', [mask, onnx.ints([2])]);
  const sum = onnx.node('ReduceSum', [onnx.node('Mul', [x, columns]), onnx.ints([1])], keep);
  const count = onnx.node('ReduceSum', [columns, onnx.ints([1])], keep);
  return onnx.node('Div', [sum, onnx.node('Max', [count, onnx.floats([1e-9])])]);
}

/** x / max(|x|, 1e-12), torch's F.normalize. */
function normalized(onnx: OnnxWriter, x: string): string {
  const squares = onnx.node('ReduceSum', [onnx.node('Mul', [x, x]), onnx.ints([-1])]);
  return onnx.node('Div', [x, onnx.node('Max', [onnx.node('Sqrt', [squares]), onnx.floats([1e-12])])]);
}
