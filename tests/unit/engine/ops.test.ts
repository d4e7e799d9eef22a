import { test } from 'vitest';
import { expectGradientRule, opNames } from './op-examples';

test.each(opNames)('the gradient of %s is that of finite differences', (op) =>
  expectGradientRule(op, { backend: 'wasm', threads: 1 }),
);
