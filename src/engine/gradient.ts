import { nodeOf, type Graph, type Node, type Tensor } from './graph';
import { ops } from './ops';

/** Nodes that `root` is computed from, each after the nodes it needs. */
function ancestors(root: Tensor): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const visit = (tensor: Tensor): void => {
    const node = nodeOf(tensor);
    if (!node || seen.has(node)) return;
    seen.add(node);
    node.inputs.forEach(visit);
    order.push(node);
  };
  visit(root);
  return order;
}

/**
 * Reverse mode: adds to `g` the nodes that compute d<y, dy>/dx for each x of `wrt`, in their order.
 * Only the first output of an operator carries a gradient. Throws where y does not depend on an x.
 */
export function gradient(g: Graph, y: Tensor, dy: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const order = ancestors(y);
  const needed = new Set<Tensor>(wrt);
  for (const node of order) {
    if (node.inputs.some((input) => needed.has(input))) node.outputs.forEach((output) => needed.add(output));
  }
  const gradients = new Map<Tensor, Tensor>([[y, dy]]);
  for (const node of order.reverse()) {
    const output = node.outputs[0];
    const incoming = output && gradients.get(output);
    if (!output || !incoming || !needed.has(output)) continue;
    const outgoing = ops[node.op].grad(g, node, incoming);
    node.inputs.forEach((input, i) => {
      const part = outgoing[i];
      if (!part || !needed.has(input)) return;
      const sum = gradients.get(input);
      gradients.set(input, sum ? g.add(sum, part) : part);
    });
  }
  return wrt.map((x) => {
    const found = gradients.get(x);
    if (!found) throw new TypeError(`no gradient reaches ${JSON.stringify(x.from)}`);
    return found;
  });
}
