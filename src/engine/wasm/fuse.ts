import { nodeOf, type Node, type Tensor } from '../graph';
import { numbersOf } from '../op';
import { axisOf, sameShape, type Dim, type Shape } from '../shape';
import { vectorOps } from './row-kernel';

/** Nodes that are computed together, along the rows of one matrix [lead..., n]. */
export interface Group {
  readonly nodes: Set<Node>;
  /** null: an operator that is a step of its own. */
  readonly rows: { lead: Shape; n: Dim; reduces: boolean } | null;
}

const numberByNumber = new Set<string>(vectorOps);
const overRows = new Set<string>(['softmax', 'logSumExp', 'layerNorm', 'max']);

/** Along which rows a node works, if it does: number by number, or over whole rows. */
function rowsOf(node: Node): Group['rows'] {
  const input = node.inputs[0]?.shape ?? [];
  const sumsLast =
    node.op === 'sum' && numbersOf(node.attributes, 'axes').join() === String(axisOf(input, -1));
  const reduces = overRows.has(node.op) || sumsLast;
  if (!reduces && !numberByNumber.has(node.op)) return null;
  const shape = reduces ? input : (node.outputs[0]?.shape ?? []);
  return { lead: shape.slice(0, -1), n: shape.at(-1) ?? 1, reduces };
}

/** A transpose of the last two axes that a product can read as it lies. */
export function turned(tensor: Tensor, given: ReadonlySet<Tensor>): Tensor | null {
  const node = given.has(tensor) ? null : nodeOf(tensor);
  if (node?.op !== 'transpose') return null;
  const perm = numbersOf(node.attributes, 'perm');
  const last = perm.length - 1;
  const swapped = perm.every((axis, i) => axis === (i < last - 1 ? i : i === last ? last - 1 : last));
  return swapped ? (node.inputs[0] ?? null) : null;
}

/** What a node reads. */
export function readBy(node: Node, given: ReadonlySet<Tensor>): Tensor[] {
  if (node.op !== 'matmul') return [...node.inputs];
  return node.inputs.map((input) => turned(input, given) ?? input);
}

/**
 * The nodes that `outputs` need, in groups as large as can be computed one after another, each after those it needs.
 * `given` are not computed.
 */
export function fuse(outputs: readonly Tensor[], given: ReadonlySet<Tensor>): Group[] {
  const order: Node[] = [];
  const groupOf = new Map<Node, Group>();
  const visit = (tensor: Tensor): void => {
    const node = given.has(tensor) ? null : nodeOf(tensor);
    if (!node || groupOf.has(node)) return;
    groupOf.set(node, { nodes: new Set([node]), rows: rowsOf(node) });
    readBy(node, given).forEach(visit);
    order.push(node);
  };
  outputs.forEach(visit);

  const producers = (node: Node): Node[] =>
    readBy(node, given).flatMap((tensor) => (given.has(tensor) ? [] : (nodeOf(tensor) ?? [])));
  const before = (group: Group): Set<Group> =>
    new Set([...group.nodes].flatMap((node) => producers(node).map((producer) => groupOf.get(producer)!)));
  /** Whether what one of two groups needs, beyond the two, needs one of them: then they cannot be one. */
  const tangled = (a: Group, b: Group): boolean => {
    const seen = new Set<Group>();
    const reaches = (group: Group): boolean => {
      if (group === a || group === b) return true;
      if (seen.has(group)) return false;
      seen.add(group);
      return [...before(group)].some(reaches);
    };
    return [a, b].some((group) =>
      [...before(group)].some((other) => other !== a && other !== b && reaches(other)),
    );
  };
  for (const node of order) {
    for (const producer of producers(node)) {
      const [a, b] = [groupOf.get(producer)!, groupOf.get(node)!];
      if (a === b || !a.rows || !b.rows || !alike(a.rows, b.rows) || tangled(a, b)) continue;
      const rows = {
        lead: a.rows.lead,
        n: a.rows.n === 1 ? b.rows.n : a.rows.n,
        reduces: a.rows.reduces || b.rows.reduces,
      };
      const joined: Group = { nodes: new Set([...a.nodes, ...b.nodes]), rows };
      for (const member of joined.nodes) groupOf.set(member, joined);
    }
  }

  const sorted: Group[] = [];
  const placed = new Set<Group>();
  const place = (group: Group): void => {
    if (placed.has(group)) return;
    placed.add(group);
    before(group).forEach((other) => other !== group && place(other));
    sorted.push(group);
  };
  for (const node of order) place(groupOf.get(node)!);
  return sorted;
}

/** Same rows, and as long; one number a row goes with rows of any length, unless it is summed over its row of one. */
function alike(a: NonNullable<Group['rows']>, b: NonNullable<Group['rows']>): boolean {
  if (!sameShape(a.lead, b.lead)) return false;
  return a.n === b.n || (a.n === 1 && !a.reduces) || (b.n === 1 && !b.reduces);
}
