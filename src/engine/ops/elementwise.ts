import type { Graph, Tensor } from '../graph';
import { nth, type Applied, type Op } from '../op';
import { broadcast } from '../shape';

const unary = (operator: string, grad: (g: Graph, x: Tensor, y: Tensor, dy: Tensor) => Tensor): Op => ({
  shape: (shapes) => [nth(shapes, 0)],
  write: (onnx, inputs, outputs) => onnx.node(operator, inputs, {}, outputs),
  grad: (g, { inputs, outputs }, dy) => [grad(g, nth(inputs, 0), nth(outputs, 0), dy)],
});

const binary = (
  operator: string,
  grad: (g: Graph, a: Tensor, b: Tensor, y: Tensor, dy: Tensor) => [Tensor, Tensor],
): Op => ({
  shape: (shapes) => [broadcast(nth(shapes, 0), nth(shapes, 1))],
  write: (onnx, inputs, outputs) => onnx.node(operator, inputs, {}, outputs),
  grad: (g, { inputs, outputs }: Applied, dy) => {
    const [a, b] = [nth(inputs, 0), nth(inputs, 1)];
    const [da, db] = grad(g, a, b, nth(outputs, 0), dy);
    return [g.sumTo(da, a.shape), g.sumTo(db, b.shape)];
  },
});

/** Operators that work number by number; the binary ones stretch as numpy does, so gradients are summed back. */
export const elementwise = {
  // y = a + b          da = dy    db = dy
  add: binary('Add', (_g, _a, _b, _y, dy) => [dy, dy]),
  // y = a - b          da = dy    db = -dy
  sub: binary('Sub', (g, _a, _b, _y, dy) => [dy, g.scale(dy, -1)]),
  // y = a ⊙ b          da = dy ⊙ b    db = dy ⊙ a
  mul: binary('Mul', (g, a, b, _y, dy) => [g.mul(dy, b), g.mul(dy, a)]),
  // y = a / b          da = dy / b    db = -dy ⊙ y / b
  div: binary('Div', (g, _a, b, y, dy) => {
    const da = g.div(dy, b);
    return [da, g.scale(g.mul(da, y), -1)];
  }),
  // y = eˣ             dx = dy ⊙ y
  exp: unary('Exp', (g, _x, y, dy) => g.mul(dy, y)),
  // y = ln x           dx = dy / x
  log: unary('Log', (g, x, _y, dy) => g.div(dy, x)),
  // y = √x             dx = dy / 2y
  sqrt: unary('Sqrt', (g, _x, y, dy) => g.div(g.scale(dy, 0.5), y)),
  // y = tanh x         dx = dy ⊙ (1 - y²)
  tanh: unary('Tanh', (g, _x, y, dy) => g.mul(dy, g.sub(g.constant(1), g.mul(y, y)))),
  // y = erf x          dx = dy ⊙ 2/√π · e^(-x²)
  erf: unary('Erf', (g, x, _y, dy) =>
    g.mul(dy, g.scale(g.exp(g.scale(g.mul(x, x), -1)), 2 / Math.sqrt(Math.PI))),
  ),
  // y = [x > 0]        dx = 0 wherever it exists (Sign would do for relu, but is not on WebGPU)
  positive: {
    shape: (shapes) => [nth(shapes, 0)],
    write: (onnx, inputs, outputs) => {
      const above = onnx.node('Greater', [nth(inputs, 0), onnx.floats([0])]);
      onnx.node('Cast', [above], { to: { int: 1 } }, outputs);
    },
    grad: (g, _applied, dy) => [g.scale(dy, 0)],
  },
  // y = max(x, 0)      dx = dy ⊙ [x > 0]
  relu: unary('Relu', (g, _x, y, dy) => g.mul(dy, g.positive(y))),
  // y = x·Φ(x)         dx = dy ⊙ (Φ(x) + x·φ(x)),  Φ = ½(1 + erf(x/√2)),  φ = e^(-x²/2) / √(2π)
  gelu: unary('Gelu', (g, x, _y, dy) => {
    const density = g.scale(g.exp(g.mul(g.scale(x, -0.5), x)), 1 / Math.sqrt(2 * Math.PI));
    return g.mul(dy, g.add(g.normalCdf(x), g.mul(x, density)));
  }),
} satisfies Record<string, Op>;
