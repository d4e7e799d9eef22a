import { nth, numbersOf, type Op } from '../op';
import { shapeError, staticDim, withoutAxes } from '../shape';

/** Operators that sum, and those normalised by a sum. */
export const reductions = {
  // y = Σ over `axes` of x, the axes kept with size 1      dx = dy stretched
  sum: {
    shape: (shapes, attributes) => [withoutAxes(nth(shapes, 0), numbersOf(attributes, 'axes'), true)],
    write: (onnx, inputs, outputs, { attributes }) =>
      onnx.node('ReduceSum', [nth(inputs, 0), onnx.ints(numbersOf(attributes, 'axes'))], {}, outputs),
    grad: (g, { inputs }, dy) => [g.stretchLike(dy, nth(inputs, 0))],
  },
  // y = max over the last axis, kept with size 1      dx = dy ⊙ [x = y] / Σ[x = y]
  // Equal numbers share the gradient, as in torch.amax; [x = y] is 1 - [y - x > 0].
  max: {
    shape: (shapes) => [withoutAxes(nth(shapes, 0), [-1], true)],
    write: (onnx, inputs, outputs) => onnx.node('ReduceMax', [nth(inputs, 0), onnx.ints([-1])], {}, outputs),
    grad: (g, { inputs, outputs }, dy) => {
      const highest = g.sub(g.constant(1), g.positive(g.sub(nth(outputs, 0), nth(inputs, 0))));
      return [g.mul(g.div(highest, g.sumLast(highest)), dy)];
    },
  },
  // y = softmax(x) over the last axis      dx = y ⊙ (dy - Σ dy⊙y)
  softmax: {
    expensive: true,
    shape: (shapes) => [nth(shapes, 0)],
    write: (onnx, inputs, outputs) => onnx.node('Softmax', inputs, { axis: { int: -1 } }, outputs),
    grad: (g, { outputs }, dy) => {
      const y = nth(outputs, 0);
      return [g.mul(y, g.sub(dy, g.sumLast(g.mul(dy, y))))];
    },
  },
  // y = ln Σ eˣ over the last axis, kept with size 1      dx = dy ⊙ softmax(x)
  logSumExp: {
    shape: (shapes) => [withoutAxes(nth(shapes, 0), [-1], true)],
    write: (onnx, inputs, outputs) => {
      const axis = onnx.ints([-1]);
      const top = onnx.node('ReduceMax', [nth(inputs, 0), axis]);
      const powers = onnx.node('Exp', [onnx.node('Sub', [nth(inputs, 0), top])]);
      onnx.node('Add', [onnx.node('Log', [onnx.node('ReduceSum', [powers, axis])]), top], {}, outputs);
    },
    grad: (g, { inputs }, dy) => [g.mul(dy, g.softmax(nth(inputs, 0)))],
  },
  // x̂ = (x - mean)·s, s = 1/√(var + epsilon), y = γ⊙x̂ + β, x [rows, n], β may be left out; outputs y, mean, s
  // dx = s·(d - mean(d) - x̂·mean(d⊙x̂)), d = dy⊙γ      dγ = Σ_rows dy⊙x̂    dβ = Σ_rows dy
  layerNorm: {
    expensive: true,
    shape: (shapes) => {
      const [x, gamma] = [nth(shapes, 0), nth(shapes, 1)];
      const beta = shapes[2] ?? gamma;
      if (x.length !== 2 || x[1] !== gamma[0] || x[1] !== beta[0])
        throw shapeError('layerNorm', x, gamma, beta);
      return [x, [nth(x, 0), 1], [nth(x, 0), 1]];
    },
    write: (onnx, inputs, outputs, { attributes }) => {
      const epsilon = { float: Number(attributes.epsilon) };
      onnx.node('LayerNormalization', inputs, { axis: { int: -1 }, epsilon }, outputs);
    },
    grad: (g, { inputs, outputs }, dy) => {
      const [x, gamma] = [nth(inputs, 0), nth(inputs, 1)];
      const [mean, inverse] = [nth(outputs, 1), nth(outputs, 2)];
      const n = staticDim(x.shape, -1);
      const hat = g.mul(g.sub(x, mean), inverse);
      const d = g.mul(dy, gamma);
      const along = g.scale(g.sumLast(g.mul(d, hat)), 1 / n);
      const centred = g.sub(d, g.scale(g.sumLast(d), 1 / n));
      const dx = g.mul(g.sub(centred, g.mul(hat, along)), inverse);
      return [dx, g.sumRows(g.mul(dy, hat)), ...(inputs[2] ? [g.sumRows(dy)] : [])];
    },
  },
} satisfies Record<string, Op>;
