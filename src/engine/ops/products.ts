import { nth, numberOf, type Op } from '../op';
import { broadcast, shapeError, type Dim, type Shape } from '../shape';

const rows = (shape: Shape): Dim => nth(shape, shape.length - 2);
const columns = (shape: Shape): Dim => nth(shape, shape.length - 1);

/** Matrix products. */
export const products = {
  // y = a·b over the last two axes, the leading ones equal      da = dy·bᵀ    db = aᵀ·dy
  matmul: {
    expensive: true,
    product: true,
    shape: (shapes) => {
      const [a, b] = [nth(shapes, 0), nth(shapes, 1)];
      if (a.length !== b.length || a.length < 2 || columns(a) !== rows(b)) throw shapeError('matmul', a, b);
      return [[...broadcast(a.slice(0, -2), b.slice(0, -2)), rows(a), columns(b)]];
    },
    write: (onnx, inputs, outputs) => onnx.node('MatMul', inputs, {}, outputs),
    grad: (g, { inputs }, dy) => {
      const [a, b] = [nth(inputs, 0), nth(inputs, 1)];
      return [g.sumTo(g.matmul(dy, g.swapLast(b)), a.shape), g.sumTo(g.matmul(g.swapLast(a), dy), b.shape)];
    },
  },
  // y = α·A·B, A = a or aᵀ, B = b or bᵀ, matrices      dA = α·dy·Bᵀ    dB = α·Aᵀ·dy, transposed where a, b were
  gemm: {
    expensive: true,
    product: true,
    shape: (shapes, attributes) => {
      const [a, b] = [nth(shapes, 0), nth(shapes, 1)];
      const [m, k] = numberOf(attributes, 'transA', 0) ? [a[1], a[0]] : a;
      const [l, n] = numberOf(attributes, 'transB', 0) ? [b[1], b[0]] : b;
      if (a.length !== 2 || b.length !== 2 || k !== l) throw shapeError('gemm', a, b);
      return [[nth([m], 0), nth([n], 0)] as Shape];
    },
    write: (onnx, inputs, outputs, { attributes }) => {
      const transA = { int: numberOf(attributes, 'transA', 0) };
      const transB = { int: numberOf(attributes, 'transB', 0) };
      const alpha = { float: numberOf(attributes, 'alpha', 1) };
      onnx.node('Gemm', inputs, { transA, transB, alpha }, outputs);
    },
    grad: (g, { inputs, attributes }, dy) => {
      const [a, b] = [nth(inputs, 0), nth(inputs, 1)];
      const transA = numberOf(attributes, 'transA', 0);
      const transB = numberOf(attributes, 'transB', 0);
      const alpha = numberOf(attributes, 'alpha', 1);
      const da = transA
        ? g.gemm(b, dy, { transA: transB, transB: 1, alpha })
        : g.gemm(dy, b, { transB: 1 - transB, alpha });
      const db = transB
        ? g.gemm(dy, a, { transA: 1, transB: transA, alpha })
        : g.gemm(a, dy, { transA: 1 - transA, alpha });
      return [da, db];
    },
  },
  // y = α·(x·wᵀ + b), w [out, in] as torch keeps it      dx = α·dy·w    dw = α·dyᵀ·x    db = α·Σ_rows dy
  linear: {
    expensive: true,
    product: true,
    shape: (shapes) => {
      const [x, w, b] = [nth(shapes, 0), nth(shapes, 1), nth(shapes, 2)];
      if (x.length !== 2 || w.length !== 2 || x[1] !== w[1] || b[0] !== w[0])
        throw shapeError('linear', x, w, b);
      return [[nth(x, 0), nth(w, 0)]];
    },
    write: (onnx, inputs, outputs, { attributes }) => {
      const alpha = { float: numberOf(attributes, 'alpha', 1) };
      onnx.node('Gemm', inputs, { transB: { int: 1 }, alpha, beta: alpha }, outputs);
    },
    grad: (g, { inputs, attributes }, dy) => {
      const [x, w] = [nth(inputs, 0), nth(inputs, 1)];
      const alpha = numberOf(attributes, 'alpha', 1);
      return [g.gemm(dy, w, { alpha }), g.gemm(dy, x, { transA: 1, alpha }), g.scale(g.sumRows(dy), alpha)];
    },
  },
} satisfies Record<string, Op>;
