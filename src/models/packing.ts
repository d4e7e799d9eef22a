import { HoneError } from '../errors/hone-error';
import { architectureOf } from './architectures/table';
import { poolingFeeds, type PoolingFeeds } from './pooling';
import type { EncoderConfig, Pooling } from './types';

/**
 * Texts of similar length that run together. Their tokens are packed, [tokens, hidden], without padding; only attention
 * sees them padded to the longest, one group per text and head, through row numbers of tokens' heads.
 */
export interface MicroBatch {
  /** Which texts of the whole batch these are. */
  readonly texts: readonly number[];
  /** How many tokens each has; they are packed in this order. */
  readonly lengths: readonly number[];
  readonly tokens: number;
  readonly longest: number;
  readonly groups: number;
  /** [tokens] */
  readonly ids: Int32Array;
  readonly positions: Int32Array;
  /** [groups, longest]: which row of [tokens · heads] stands there; row 0 where nothing does. */
  readonly split: Int32Array;
  /** [tokens, heads]: which row of [groups · longest] a token's head stands in. */
  readonly join: Int32Array;
  /** [groups, longest, 1]: 1 where a token stands, else 0. */
  readonly used: Float32Array;
  /** [groups, 1, longest]: 0 where a token stands, else so low that softmax gives exactly 0. */
  readonly bias: Float32Array;
  /** What the pooling's program takes besides the hidden states. */
  readonly pooling: PoolingFeeds;
}

/** Below any score that matters, and far from overflow when added to one. */
const NEVER = -1e9;

/**
 * Sorts texts by length and cuts them into micro-batches of at most `maxTokens` padded tokens (one text at least), none of
 * whose texts is shorter than `alike` times the longest.
 * Depends on nothing but its arguments, so a resumed run cuts as the first did. Made one at a time, for a corpus of any size.
 * `left`: of each text, how many tokens at its start the pooling leaves out.
 * Throws 'engine/shape' for an empty or too long text, before the first.
 */
export function* pack(
  sequences: readonly (readonly number[])[],
  config: EncoderConfig,
  pooling: Pooling,
  maxTokens: number,
  left: readonly number[] = [],
  alike = 0,
): Generator<MicroBatch, void> {
  sequences.forEach((sequence, text) => {
    if (sequence.length === 0 || sequence.length > config.max_position_embeddings) {
      const message = `text ${text} has ${sequence.length} tokens, not 1 to ${config.max_position_embeddings}`;
      throw new HoneError('engine/shape', { message });
    }
  });
  const lengthOf = (text: number): number => sequences[text]?.length ?? 0;
  const order = sequences.map((_, text) => text).sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const batches: number[][] = [];
  // From the longest down, so that micro-batches are as full as may be.
  for (const text of order.reverse()) {
    const last = batches.at(-1);
    const longest = lengthOf(last?.[0] ?? 0);
    const fits = longest * ((last?.length ?? 0) + 1) <= maxTokens && lengthOf(text) >= alike * longest;
    if (last && fits) last.push(text);
    else batches.push([text]);
  }
  for (const texts of batches) yield microBatch(texts, sequences, config, pooling, left);
}

function microBatch(
  texts: number[],
  sequences: readonly (readonly number[])[],
  config: EncoderConfig,
  pooling: Pooling,
  left: readonly number[],
): MicroBatch {
  const heads = config.num_attention_heads;
  const { positions: positionsOf } = architectureOf(config);
  const lengths = texts.map((text) => sequences[text]?.length ?? 0);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(...lengths);
  const groups = texts.length * heads;
  const ids = new Int32Array(tokens);
  const positions = new Int32Array(tokens);
  const split = new Int32Array(groups * longest);
  const join = new Int32Array(tokens * heads);
  const used = new Float32Array(groups * longest);
  const bias = new Float32Array(groups * longest).fill(NEVER);
  let token = 0;
  texts.forEach((text, row) => {
    const sequence = sequences[text] ?? [];
    positions.set(positionsOf(sequence), token);
    sequence.forEach((id, position) => {
      ids[token] = id;
      for (let head = 0; head < heads; head++) {
        const at = (row * heads + head) * longest + position;
        split[at] = token * heads + head;
        join[token * heads + head] = at;
        used[at] = 1;
        bias[at] = 0;
      }
      token++;
    });
  });
  const pool = poolingFeeds(
    pooling,
    lengths,
    texts.map((text) => left[text] ?? 0),
  );
  return { texts, lengths, tokens, longest, groups, ids, positions, split, join, used, bias, pooling: pool };
}
