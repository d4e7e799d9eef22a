import type { Graph, Tensor } from '../../engine/graph';
import type { OnnxWriter } from '../../engine/onnx';
import type { ConfigReader } from '../config-reader';
import type { ModernBertConfig } from '../types';
import type { Architecture, ExportSizes, LayerKind } from './architecture';
import { attention } from './attention';
import { denseShapes, normShapes, type Block } from './block';
import { plainPositions } from './bert-family';

const layerTypes = ['full_attention', 'sliding_attention'] as const;
type LayerType = (typeof layerTypes)[number];

/** Below any score that matters. */
const NEVER = -1e9;

/** config.json as the Hub has it (global_attn_every_n_layers) and as transformers 5 writes it (layer_types, rope_parameters). */
export function readModernBertConfig(config: ConfigReader): ModernBertConfig {
  const layers = config.size('num_hidden_layers', 22);
  const every = config.size('global_attn_every_n_layers', 3);
  const named = config.strings('layer_types');
  const types =
    named ?? Array.from({ length: layers }, (_, i) => (i % every ? layerTypes[1] : layerTypes[0]));
  if (
    types.length !== layers ||
    !types.every((type): type is LayerType => type in { full_attention: 0, sliding_attention: 0 })
  )
    throw config.unsupported(
      `its layers are ${types.join(', ')}, not ${layers} of ${layerTypes.join(' or ')}`,
    );
  const theta = (type: LayerType, older: string, fallback: number): number => {
    const rope = config.part('rope_parameters')?.part(type);
    const kind = rope?.text('rope_type', 'default') ?? 'default';
    if (kind !== 'default') throw config.unsupported(`its rotary positions are scaled (${kind})`);
    return rope?.number('rope_theta', fallback) ?? config.number(older, fallback);
  };
  const [hiddenDropout, embeddingDropout] = [
    config.fraction('mlp_dropout', 0),
    config.fraction('embedding_dropout', 0),
  ];
  if (hiddenDropout !== embeddingDropout)
    throw config.unsupported('its embedding_dropout and mlp_dropout differ');
  return {
    model_type: 'modernbert',
    vocab_size: config.size('vocab_size', 50368),
    hidden_size: config.size('hidden_size', 768),
    num_hidden_layers: layers,
    num_attention_heads: config.size('num_attention_heads', 12),
    intermediate_size: config.size('intermediate_size', 1152),
    hidden_act: config.activation('hidden_activation'),
    hidden_dropout_prob: hiddenDropout,
    attention_probs_dropout_prob: config.fraction('attention_dropout', 0),
    max_position_embeddings: config.size('max_position_embeddings', 8192),
    layer_norm_eps: config.fraction('norm_eps', 1e-5),
    layer_types: types,
    local_attention: config.size('local_attention', 128),
    global_rope_theta: theta('full_attention', 'global_rope_theta', 160_000),
    local_rope_theta: theta('sliding_attention', 'local_rope_theta', 10_000),
    norm_bias: config.flag('norm_bias', false),
    attention_bias: config.flag('attention_bias', false),
    mlp_bias: config.flag('mlp_bias', false),
  };
}

/**
 * ModernBERT (Warner et al. 2024, arXiv:2412.13663): LayerNorm before each part, none before the first attention, rotary
 * positions, gated feed-forward, and attention to all tokens or to near ones by layer.
 */
export function modernBert(config: ModernBertConfig): Architecture {
  const norm = 'embeddings.norm';
  const { hidden_size: hidden, layer_norm_eps: epsilon, norm_bias: bias } = config;
  const kinds = new Map<string, LayerKind>();
  const kindOf = (type: LayerType, first: boolean): LayerKind => {
    const key = `${type} ${first}`;
    const known = kinds.get(key) ?? layer(config, type, first);
    kinds.set(key, known);
    return known;
  };
  return {
    modelClass: 'ModernBertModel',
    prefix: 'model.',
    embeddings: {
      tables: [{ role: 'word', weight: 'embeddings.tok_embeddings.weight', rows: config.vocab_size }],
      weights: normShapes(norm, hidden, bias),
      graph: (block, sum) => block.dropped(block.norm(sum, norm, epsilon), 'embeddings'),
    },
    layers: config.layer_types.map((type, i) => ({ prefix: `layers.${i}.`, kind: kindOf(type, i === 0) })),
    relative: null,
    final: {
      weights: normShapes('final_norm', hidden, bias),
      graph: (block, x) => block.norm(x, 'final_norm', epsilon),
    },
    ...plainPositions,
    constants: (longest) => constants(config, longest),
    exportConstants: (onnx, sizes) => exportConstants(onnx, config, sizes),
  };
}

function layer(config: ModernBertConfig, type: LayerType, first: boolean): LayerKind {
  const { hidden_size: hidden, num_attention_heads: heads, intermediate_size: wide } = config;
  const { layer_norm_eps: epsilon, norm_bias, attention_bias, mlp_bias } = config;
  const width = hidden / heads;
  return {
    weights: {
      ...(!first && normShapes('attn_norm', hidden, norm_bias)),
      ...denseShapes('attn.Wqkv', 3 * hidden, hidden, attention_bias),
      ...denseShapes('attn.Wo', hidden, hidden, attention_bias),
      ...normShapes('mlp_norm', hidden, norm_bias),
      ...denseShapes('mlp.Wi', 2 * wide, hidden, mlp_bias),
      ...denseShapes('mlp.Wo', hidden, wide, mlp_bias),
    },
    graph(block: Block, x: Tensor): Tensor {
      const { g } = block;
      const projected = block.dense(first ? x : block.norm(x, 'attn_norm', epsilon), 'attn.Wqkv');
      const part = (n: number): Tensor => g.slice(projected, n * hidden, (n + 1) * hidden);
      const context = attention(block, {
        query: g.scale(part(0), 1 / Math.sqrt(width)),
        key: part(1),
        value: part(2),
        hidden,
        heads,
        turn: rotation(g, type, width),
        biases: type === 'sliding_attention' ? [g.input('window', [1, 'longest', 'longest'])] : [],
      });
      const middle = g.add(x, block.dropped(block.dense(context, 'attn.Wo'), 'attentionOut'));
      const both = block.dense(block.norm(middle, 'mlp_norm', epsilon), 'mlp.Wi');
      const inner = g.mul(
        block.activation(g.slice(both, 0, wide), config.hidden_act),
        g.slice(both, wide, 2 * wide),
      );
      return g.add(middle, block.dense(block.dropped(inner, 'inner'), 'mlp.Wo'));
    },
  };
}

/** RoPE (Su et al. 2021, arXiv:2104.09864): (x₁, x₂) -> (x₁, x₂)⊙cos + (x₂, x₁)⊙sin, the minus sign of -x₂ being sin's. */
const rotation =
  (g: Graph, type: LayerType, width: number) =>
  (x: Tensor): Tensor => {
    const cos = g.input(`cos.${type}`, [1, 'longest', width]);
    const sin = g.input(`sin.${type}`, [1, 'longest', width]);
    return g.add(g.mul(x, cos), g.mul(g.swapHalves(x), sin));
  };

const thetas = (config: ModernBertConfig): [LayerType, number][] => [
  ['full_attention', config.global_rope_theta],
  ['sliding_attention', config.local_rope_theta],
];

/** 1 / θ^(2i/width) for i below width/2, in float32 as torch has it. */
function frequencies(theta: number, width: number): number[] {
  return Array.from({ length: width / 2 }, (_, i) =>
    Math.fround(1 / Math.fround(theta ** Math.fround((2 * i) / width))),
  );
}

function constants(config: ModernBertConfig, longest: number): Record<string, Float32Array> {
  const width = config.hidden_size / config.num_attention_heads;
  const near = Math.floor(config.local_attention / 2);
  const window = new Float32Array(longest * longest);
  for (let at = 0; at < window.length; at++) {
    if (Math.abs(Math.floor(at / longest) - (at % longest)) > near) window[at] = NEVER;
  }
  const turns = thetas(config).flatMap(([type, theta]) => {
    const speed = frequencies(theta, width);
    const angle = (at: number): number => Math.fround(Math.floor(at / width) * speed[at % (width / 2)]!);
    const sign = (at: number): number => (at % width < width / 2 ? -1 : 1);
    const length = longest * width;
    return [
      [`cos.${type}`, Float32Array.from({ length }, (_, at) => Math.cos(angle(at)))],
      [`sin.${type}`, Float32Array.from({ length }, (_, at) => sign(at) * Math.sin(angle(at)))],
    ] as const;
  });
  return { window, ...Object.fromEntries(turns) };
}

function exportConstants(
  onnx: OnnxWriter,
  config: ModernBertConfig,
  { range }: ExportSizes,
): Record<string, string> {
  const width = config.hidden_size / config.num_attention_heads;
  const half = width / 2;
  const positions = onnx.node('Cast', [range], { to: { int: 1 } });
  const column = onnx.node('Unsqueeze', [positions, onnx.ints([1])]);
  const row = onnx.node('Unsqueeze', [positions, onnx.ints([0])]);
  const away = onnx.node('Abs', [onnx.node('Sub', [column, row])]);
  const far = onnx.node('Greater', [away, onnx.floats([Math.floor(config.local_attention / 2)])]);
  const found: Record<string, string> = {
    window: onnx.node('Unsqueeze', [
      onnx.node('Where', [far, onnx.floats([NEVER]), onnx.floats([0])]),
      onnx.ints([0]),
    ]),
  };
  const signs = onnx.floats([...Array<number>(half).fill(-1), ...Array<number>(half).fill(1)], [width]);
  for (const [type, theta] of thetas(config)) {
    const speed = frequencies(theta, width);
    const angles = onnx.node('Mul', [column, onnx.floats([...speed, ...speed], [1, width])]);
    const batched = (values: string): string => onnx.node('Unsqueeze', [values, onnx.ints([0])]);
    found[`cos.${type}`] = batched(onnx.node('Cos', [angles]));
    found[`sin.${type}`] = batched(onnx.node('Mul', [onnx.node('Sin', [angles]), signs]));
  }
  return found;
}
