import { nth, numberOf, numbersOf, shapeOf, type Op } from '../op';
import { axisOf, shapeError, staticDim } from '../shape';

/** Operators that move numbers without changing them. */
export const layout = {
  // y = x in another shape, at most one size of it known only at run time      dx = dy in x's shape
  reshape: {
    shape: (_shapes, attributes) => [shapeOf(attributes, 'shape')],
    write: (onnx, inputs, outputs, { attributes }) => {
      const target = shapeOf(attributes, 'shape').map((dim) => (typeof dim === 'number' ? dim : -1));
      if (target.filter((dim) => dim === -1).length > 1)
        throw shapeError('reshape', shapeOf(attributes, 'shape'));
      onnx.node('Reshape', [nth(inputs, 0), onnx.ints(target)], {}, outputs);
    },
    grad: (g, { inputs }, dy) => [g.reshape(dy, nth(inputs, 0).shape)],
  },
  // y = x with axes in the order `perm`      dx = dy with axes in the inverse order
  transpose: {
    shape: (shapes, attributes) => [numbersOf(attributes, 'perm').map((axis) => nth(nth(shapes, 0), axis))],
    write: (onnx, inputs, outputs, { attributes }) =>
      onnx.node('Transpose', inputs, { perm: { ints: numbersOf(attributes, 'perm') } }, outputs),
    grad: (g, { attributes }, dy) => {
      const perm = numbersOf(attributes, 'perm');
      return [
        g.transpose(
          dy,
          perm.map((_, axis) => perm.indexOf(axis)),
        ),
      ];
    },
  },
  // y = x[..., from:to] on the last axis      dx = dy with zeros around it
  slice: {
    shape: (shapes, attributes) => {
      const x = nth(shapes, 0);
      const [from, to] = [numberOf(attributes, 'from'), numberOf(attributes, 'to')];
      if (from < 0 || to > staticDim(x, -1) || from >= to) throw shapeError(`slice ${from}:${to}`, x);
      return [[...x.slice(0, -1), to - from]];
    },
    write: (onnx, inputs, outputs, { inputs: [x], attributes }) => {
      const bounds = [
        [numberOf(attributes, 'from')],
        [numberOf(attributes, 'to')],
        [axisOf(x?.shape ?? [], -1)],
      ];
      onnx.node('Slice', [nth(inputs, 0), ...bounds.map((bound) => onnx.ints(bound))], {}, outputs);
    },
    grad: (g, { inputs, attributes }, dy) => {
      const width = staticDim(nth(inputs, 0).shape, -1);
      return [g.pad(dy, numberOf(attributes, 'from'), width - numberOf(attributes, 'to'))];
    },
  },
  // y = x with `before` and `after` zeros on the last axis      dx = dy without them
  pad: {
    shape: ([x = []], attributes) => {
      const width = staticDim(x, -1) + numberOf(attributes, 'before') + numberOf(attributes, 'after');
      return [[...x.slice(0, -1), width]];
    },
    write: (onnx, inputs, outputs, { inputs: [x], attributes }) => {
      const none = Array.from({ length: (x?.shape.length ?? 1) - 1 }, () => 0);
      const pads = [...none, numberOf(attributes, 'before'), ...none, numberOf(attributes, 'after')];
      onnx.node('Pad', [nth(inputs, 0), onnx.ints(pads)], {}, outputs);
    },
    grad: (g, { inputs, attributes }, dy) => {
      const from = numberOf(attributes, 'before');
      return [g.slice(dy, from, from + staticDim(nth(inputs, 0).shape, -1))];
    },
  },
  // y = (x₂, x₁) for x = (x₁, x₂) on the last axis, halves of one size      dx = (dy₂, dy₁)
  swapHalves: {
    shape: ([x = []]) => {
      if (staticDim(x, -1) % 2 !== 0) throw shapeError('swapHalves', x);
      return [x];
    },
    write: (onnx, inputs, outputs, { inputs: [x] }) => {
      const width = staticDim(x?.shape ?? [], -1);
      const axis = axisOf(x?.shape ?? [], -1);
      const part = (from: number, to: number): string =>
        onnx.node('Slice', [nth(inputs, 0), ...[from, to, axis].map((bound) => onnx.ints([bound]))]);
      onnx.node('Concat', [part(width / 2, width), part(0, width / 2)], { axis: { int: axis } }, outputs);
    },
    grad: (g, _applied, dy) => [g.swapHalves(dy)],
  },
  // x read as rows of `width` numbers; y[i] = row index[i] of x, each row of x taken at most once that matters.
  // dx[j] = dy[inverse[j]] ⊙ used[j];  `inverse` says where row j went, `used` is 0 for rows that went nowhere.
  // So a gradient is a second gather, and no scatter is needed (slow on WASM, unordered on WebGPU).
  regroup: {
    shape: (shapes, attributes) => [[...nth(shapes, 1), numberOf(attributes, 'width')]],
    write: (onnx, inputs, outputs, { attributes }) => {
      const flat = onnx.node('Reshape', [nth(inputs, 0), onnx.ints([-1, numberOf(attributes, 'width')])]);
      onnx.node('Gather', [flat, nth(inputs, 1)], {}, outputs);
    },
    grad: (g, { inputs, attributes }, dy) => {
      const used = inputs[3];
      const back = g.regroup(dy, nth(inputs, 2), nth(inputs, 1), undefined, numberOf(attributes, 'width'));
      const rows = used ? g.mul(back, used) : back;
      return [g.reshape(rows, nth(inputs, 0).shape), null, null, ...(used ? [null] : [])];
    },
  },
} satisfies Record<string, Op>;
