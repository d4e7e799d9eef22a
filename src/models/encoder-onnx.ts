import { Graph, type Tensor } from '../engine/graph';
import { OnnxWriter } from '../engine/onnx';
import { writeNodes } from '../engine/program';
import type { ExportSizes } from './architectures/architecture';
import { Block } from './architectures/block';
import { architectureOf } from './architectures/table';
import { denseGraph, denseWeights, dimensionOf } from './dense';
import { checkWeights } from './encoder';
import { sumOfRows } from './encoder-programs';
import type { EncoderModel } from './encoder-types';
import { exportPooled } from './pooling';
import { modelWeights } from './trained-parts';
import type { Activation } from './types';

export interface OnnxExport {
  /** false: output `last_hidden_state` [batch, sequence, hidden]; true: `sentence_embedding` [batch, dimension], unit vectors. */
  pooled: boolean;
}

/** LayerNormalization came with opset 17; nothing here is younger. */
const OPSET = 17;
/** Finite in float16 too, and low enough that softmax gives exactly 0. */
const MASKED = -65504;

/**
 * The model as an ONNX file for inference, weights embedded, for padded batches of any size (padding behind the text).
 * Inputs input_ids and attention_mask, int64 [batch, sequence], the mask 1 for tokens; all tokens are of type 0. Where the
 * pooling leaves prompts out, prompt_length besides, int64 [batch]: how many tokens at a text's start are left out.
 * The graph is the one that is trained: a batch's rows, one after another, are its packed tokens.
 * Throws 'model/corrupt' when a weight is missing.
 */
export function encoderOnnx(model: EncoderModel, { pooled }: OnnxExport): Uint8Array {
  checkWeights(modelWeights(model), model.weights);
  const { config, weights, pooling, dense = [] } = model;
  const onnx = new OnnxWriter(OPSET);
  const sizes = ['batch', 'sequence'];
  for (const name of ['input_ids', 'attention_mask']) onnx.input(name, 'int64', sizes);
  const names = Object.keys(pooled ? modelWeights(model) : modelWeights({ config }));
  for (const name of names) {
    const { shape, data } = weights.get(name)!;
    onnx.initializer(name, shape, data);
  }
  const known = new Map(names.map((name) => [name, name]));
  const mask = onnx.node('Cast', ['attention_mask'], { to: { int: 1 } });
  const g = new Graph();
  const hidden = encoderNodes(onnx, g, model, mask, known);
  if (!pooled) {
    onnx.node('Identity', [hidden], {}, ['last_hidden_state']);
    onnx.output('last_hidden_state', 'float32', [...sizes, config.hidden_size]);
  } else {
    known.set(
      'pooled',
      exportPooled(onnx, pooling, hidden, mask, model.includePrompt === false ? leftOut(onnx) : null),
    );
    const vector = g.input('pooled', ['batch', config.hidden_size]);
    const outer = denseGraph(new ExportBlock(g, denseWeights(dense)), vector, dense);
    const unit = normalized(onnx, writeNodes(onnx, [outer], known)[0]!);
    onnx.node('Identity', [unit], {}, ['sentence_embedding']);
    onnx.output('sentence_embedding', 'float32', ['batch', dimensionOf(model)]);
  }
  return onnx.finish(config.model_type);
}

/** [batch, sequence]: 0 for the tokens that prompt_length says, else 1. */
function leftOut(onnx: OnnxWriter): string {
  onnx.input('prompt_length', 'int64', ['batch']);
  const sequence = onnx.node('Gather', [onnx.node('Shape', ['input_ids']), onnx.ints([1], true)]);
  const first = onnx.node('Unsqueeze', ['prompt_length', onnx.ints([1])]);
  return onnx.node('Cast', [onnx.node('GreaterOrEqual', [rangeTo(onnx, sequence), first])], {
    to: { int: 1 },
  });
}

/** Gelu as an operator came with opset 20. */
class ExportBlock extends Block {
  override activation(x: Tensor, name: Activation): Tensor {
    return name === 'gelu' ? this.g.mul(x, this.g.normalCdf(x)) : super.activation(x, name);
  }
}

/** Everything up to the final norm, [batch, sequence, hidden]. */
function encoderNodes(
  onnx: OnnxWriter,
  g: Graph,
  { config }: Pick<EncoderModel, 'config'>,
  mask: string,
  known: Map<string, string>,
): string {
  const { embeddings, layers, final, ...architecture } = architectureOf(config);
  const size = onnx.node('Shape', ['input_ids']);
  const [batch, sequence] = [0, 1].map((axis) => onnx.node('Gather', [size, onnx.ints([axis], true)])) as [
    string,
    string,
  ];
  const sizes: ExportSizes = { sequence, range: rangeTo(onnx, sequence) };
  const flat = (x: string): string => onnx.node('Reshape', [x, onnx.ints([-1])]);
  const positions = architecture.exportPositions(onnx, 'input_ids', sizes);
  const rows = {
    word: flat('input_ids'),
    position: flat(onnx.node('Expand', [positions, size])),
    type: onnx.ints([0]),
  };
  for (const { role, weight } of embeddings.tables)
    known.set(role, onnx.node('Gather', [weight, rows[role]]));
  const others = {
    ...attentionNodes(onnx, config.num_attention_heads, mask, batch, sizes, architecture.relative !== null),
    ...architecture.exportConstants(onnx, sizes),
  };
  for (const [name, node] of Object.entries(others)) known.set(name, node);

  const sum = sumOfRows(g, embeddings.tables, config.hidden_size);
  let x = embeddings.graph(new ExportBlock(g, embeddings.weights), sum);
  for (const { prefix, kind } of layers)
    x = kind.graph(new ExportBlock(g, kind.weights, undefined, prefix), x);
  if (final) x = final.graph(new ExportBlock(g, final.weights), x);
  const [packed] = writeNodes(onnx, [x], known);
  const shape = onnx.node('Concat', [size, onnx.ints([config.hidden_size])], { axis: { int: 0 } });
  return onnx.node('Reshape', [packed!, shape]);
}

const rangeTo = (onnx: OnnxWriter, end: string): string =>
  onnx.node('Range', [onnx.ints([0], true), end, onnx.ints([1], true)]);

/**
 * What attention takes, as packing.ts has it, from the batch's sizes and its mask: token (b, l) is row b·sequence + l, and
 * head h of text b is group b·heads + h.
 */
function attentionNodes(
  onnx: OnnxWriter,
  heads: number,
  mask: string,
  batch: string,
  { sequence, range }: ExportSizes,
  headsApart: boolean,
): Record<string, string> {
  const node = (operator: string, ...inputs: string[]): string => onnx.node(operator, inputs);
  const along = (values: string, axes: number[]): string => node('Unsqueeze', values, onnx.ints(axes));
  const count = onnx.ints([heads], true);
  const text = rangeTo(onnx, batch);
  const head = onnx.ints(Array.from({ length: heads }, (_, i) => i));
  // [batch, heads, sequence]
  const token = node('Add', along(node('Mul', text, sequence), [1, 2]), along(range, [0, 1]));
  const split = node('Add', node('Mul', token, count), along(head, [0, 2]));
  // [batch, sequence, heads]
  const group = node('Add', along(node('Mul', text, count), [1, 2]), along(head, [0, 1]));
  const join = node('Add', node('Mul', group, sequence), along(range, [0, 2]));

  const lengths = along(sequence, [0]);
  const groups = headsApart ? [0, heads] : [-1];
  const byGroup = (values: string, ...rest: string[]): string =>
    node('Reshape', values, onnx.node('Concat', [onnx.ints(groups), ...rest], { axis: { int: 0 } }));
  const ones = onnx.floats(Array<number>(heads).fill(1), [1, heads, 1]);
  const used = node('Mul', along(mask, [1]), ones);
  const bias = node('Mul', node('Sub', onnx.floats([1]), used), onnx.floats([MASKED]));
  return {
    split: byGroup(split, lengths),
    join: node('Reshape', join, onnx.ints([-1, heads])),
    used: byGroup(used, lengths, onnx.ints([1])),
    bias: byGroup(bias, onnx.ints([1]), lengths),
  };
}

/** x / max(|x|, 1e-12), torch's F.normalize. */
function normalized(onnx: OnnxWriter, x: string): string {
  const squares = onnx.node('ReduceSum', [onnx.node('Mul', [x, x]), onnx.ints([-1])]);
  return onnx.node('Div', [x, onnx.node('Max', [onnx.node('Sqrt', [squares]), onnx.floats([1e-12])])]);
}
