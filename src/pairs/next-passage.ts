import type { Chunk } from '../documents/types';
import { countHan } from './rules/chinese/sentences';
import type { Example } from './types';

/** Shorter passages hold too little to ask about: words, or Han characters. */
const fewestWords = 15;
const fewestHan = 25;

const isLongEnough = ({ text }: Chunk): boolean =>
  text.split(/\s+/).length >= fewestWords || countHan(text) >= fewestHan;

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/**
 * The next passage for a person to ask about, or null when all are asked about, skipped or too short: from the document
 * least asked about, there from the section least asked about, and among those the one farthest from what was asked, so
 * that a few questions already cover much. A skipped passage counts as visited. Only questions of the person count.
 */
export function nextPassage(
  chunks: readonly Chunk[],
  examples: readonly Example[],
  skipped: ReadonlySet<string>,
): Chunk | null {
  const visited = new Set(skipped);
  for (const { source, status, chunkId } of examples) {
    const person = source === 'person' || source === 'import';
    if (person && status === 'accepted' && chunkId !== undefined) visited.add(chunkId);
  }
  const section = (chunk: Chunk): string => JSON.stringify([chunk.documentId, ...chunk.headings]);
  const byDocument = new Map<string, number>();
  const bySection = new Map<string, number>();
  const positions: number[] = [];
  for (const [position, chunk] of chunks.entries()) {
    if (!visited.has(chunk.id)) continue;
    count(byDocument, chunk.documentId);
    count(bySection, section(chunk));
    positions.push(position);
  }
  const distance = (position: number): number =>
    positions.reduce((least, asked) => Math.min(least, Math.abs(asked - position)), chunks.length);
  let best: { chunk: Chunk; rank: [number, number, number] } | null = null;
  for (const [position, chunk] of chunks.entries()) {
    if (visited.has(chunk.id) || !isLongEnough(chunk)) continue;
    const rank: [number, number, number] = [
      byDocument.get(chunk.documentId) ?? 0,
      bySection.get(section(chunk)) ?? 0,
      -distance(position),
    ];
    if (best === null || isBefore(rank, best.rank)) best = { chunk, rank };
  }
  return best?.chunk ?? null;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs >= 0 && a[differs]! < b[differs]!;
}
