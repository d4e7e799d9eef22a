import type { Tensor } from '../../engine/graph';
import type { Block } from './block';

export interface AttentionParts {
  /** Packed, [tokens, hidden]; the query already divided by √width. */
  query: Tensor;
  key: Tensor;
  value: Tensor;
  hidden: number;
  heads: number;
  /** Applied to queries and keys by head, [groups, longest, width]. */
  turn?: (x: Tensor) => Tensor;
  /** Added to the scores besides the padding's bias. */
  biases?: readonly Tensor[];
  /** Texts and heads as two axes instead of one, where a bias depends on the head. */
  headsApart?: boolean;
}

/** softmax(q·kᵀ + biases)·v by heads, packed again, [tokens, hidden]. */
export function attention(
  block: Block,
  { query, key, value, hidden, heads, turn = (x) => x, biases = [], headsApart = false }: AttentionParts,
): Tensor {
  const { g } = block;
  const width = hidden / heads;
  const groups = headsApart ? ['texts', heads] : ['groups'];
  const split = g.input('split', [...groups, 'longest'], 'int32');
  const join = g.input('join', ['tokens', heads], 'int32');
  const used = g.input('used', [...groups, 'longest', 1]);
  const padding = g.input('bias', [...groups, 1, 'longest']);
  const byHead = (x: Tensor): Tensor => g.regroup(x, split, join, undefined, width);
  const products = g.matmul(turn(byHead(query)), g.swapLast(turn(byHead(key))));
  const scores = biases.reduce((sum, bias) => g.add(sum, bias), g.add(products, padding));
  const probabilities = block.dropped(g.softmax(scores), 'attention');
  const context = g.regroup(g.matmul(probabilities, byHead(value)), join, split, used, width);
  return g.reshape(context, ['tokens', hidden]);
}
