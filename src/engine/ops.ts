import type { Op } from './op';
import { elementwise } from './ops/elementwise';
import { layout } from './ops/layout';
import { products } from './ops/products';
import { reductions } from './ops/reductions';

/** Every operator with its shape rule, its ONNX form and its gradient rule: what the engine can compute and differentiate. */
export const ops = { ...elementwise, ...products, ...layout, ...reductions } satisfies Record<string, Op>;

export type OpName = keyof typeof ops;
