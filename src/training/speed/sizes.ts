import type { SizeName } from './types';

/** How much of each row is run. */
export interface Size {
  readonly name: SizeName;
  /** Of MiniLM's width. */
  readonly layers: number;
  readonly pairs: number;
  /** Tokens of a text at most. */
  readonly longest: number;
  readonly repeats: number;
  /** Pairs in the batches whose steps show how time grows with tokens; none: so little text would only show chance. */
  readonly growing: readonly number[];
  readonly layer: { readonly texts: number; readonly length: number };
  /** Texts to encode. */
  readonly encoded: number;
}

export const sizes: Record<SizeName, Size> = {
  full: {
    name: 'full',
    layers: 6,
    pairs: 32,
    longest: 256,
    repeats: 3,
    growing: [4, 8, 16, 24, 32, 40, 48],
    layer: { texts: 32, length: 128 },
    encoded: 256,
  },
  small: {
    name: 'small',
    layers: 1,
    pairs: 4,
    longest: 32,
    repeats: 2,
    growing: [],
    layer: { texts: 8, length: 32 },
    encoded: 16,
  },
};

/** Seconds that one training step of the full size may take. */
export const LONGEST_STEP = 20;

/**
 * Floating-point operations of a training step in projections and feed-forward, forward and twice that backward:
 * 6 · tokens · layers · 12 · 384².
 */
export const operationsOf = (layers: number, tokens: number): number => 6 * tokens * layers * 12 * 384 ** 2;
