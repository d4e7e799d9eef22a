import type { Chunk } from '../documents/types';
import { normalise } from './language';
import type { Example } from './types';

// Characters: long enough that chance shares none, short enough for a passage of two lines.
const shingle = 8;
// Less of a passage than this in one chunk, and no chunk can be said to hold it.
const heldShare = 0.5;

/**
 * The examples after their documents were cut anew: one whose chunk was cut otherwise belongs to the chunk that holds most
 * of its passage, at least half; one whose passage is its chunk's whole text takes the new text where the chunk is the same
 * (titles before it come and go). An example that needs no change is the same object.
 */
export function followChunks(
  examples: readonly Example[],
  before: readonly Chunk[],
  after: readonly Chunk[],
): Example[] {
  const old = new Map(before.map((chunk) => [chunk.id, chunk]));
  const now = new Map(after.map((chunk) => [chunk.id, chunk]));
  const byElement = elementIndex(after);
  return examples.map((example) => {
    const from = example.chunkId === undefined ? undefined : old.get(example.chunkId);
    if (!from) return example;
    const same = now.get(from.id);
    if (same) {
      const whole = example.positive === from.text && same.text !== from.text;
      return whole ? { ...example, positive: same.text } : example;
    }
    const plain = example.positive === from.text ? plainText(from) : example.positive;
    const near = new Set(from.elementIds.flatMap((id) => byElement.get(id) ?? []));
    const holder = holding(plain, [...near]);
    return holder
      ? { ...example, positive: plain, chunkId: holder.id, documentId: holder.documentId }
      : example;
  });
}

/** Without the titles put before it. */
const plainText = ({ text, context }: Chunk): string => (context ? text.slice(context.length + 2) : text);

function elementIndex(chunks: readonly Chunk[]): Map<string, Chunk[]> {
  const index = new Map<string, Chunk[]>();
  for (const chunk of chunks)
    for (const id of chunk.elementIds) {
      const known = index.get(id);
      if (known) known.push(chunk);
      else index.set(id, [chunk]);
    }
  return index;
}

function holding(passage: string, chunks: readonly Chunk[]): Chunk | null {
  const wanted = shinglesOf(passage);
  let best: { chunk: Chunk; share: number } | null = null;
  for (const chunk of chunks) {
    const held = shinglesOf(chunk.text);
    let common = 0;
    for (const one of wanted) if (held.has(one)) common++;
    const share = common / wanted.size;
    if (share >= heldShare && share > (best?.share ?? 0)) best = { chunk, share };
  }
  return best?.chunk ?? null;
}

/** All runs of eight characters, whatever their spacing, case and width; a shorter text is one. */
function shinglesOf(text: string): Set<string> {
  const plain = normalise(text).replace(/\s+/g, '') || text;
  const shingles = new Set<string>();
  for (let at = 0; at + shingle <= plain.length; at++) shingles.add(plain.slice(at, at + shingle));
  return shingles.size > 0 ? shingles : new Set([plain]);
}
