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
  for (const chunk of chunks) {
    if (!visited.has(chunk.id)) continue;
    count(byDocument, chunk.documentId);
    count(bySection, section(chunk));
  }
  const distances = distancesTo(chunks.map((chunk) => visited.has(chunk.id)));
  let best: { chunk: Chunk; rank: [number, number, number] } | null = null;
  for (const [position, chunk] of chunks.entries()) {
    if (visited.has(chunk.id) || !isLongEnough(chunk)) continue;
    const rank: [number, number, number] = [
      byDocument.get(chunk.documentId) ?? 0,
      bySection.get(section(chunk)) ?? 0,
      -distances[position]!,
    ];
    if (best === null || isBefore(rank, best.rank)) best = { chunk, rank };
  }
  return best?.chunk ?? null;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs >= 0 && a[differs]! < b[differs]!;
}

/** How far each position is from the nearest marked one; the list's length where none is marked. */
function distancesTo(marked: readonly boolean[]): number[] {
  const distances = marked.map((mark) => (mark ? 0 : marked.length));
  for (let i = 1; i < distances.length; i++) distances[i] = Math.min(distances[i]!, distances[i - 1]! + 1);
  for (let i = distances.length - 2; i >= 0; i--)
    distances[i] = Math.min(distances[i]!, distances[i + 1]! + 1);
  return distances.map((distance) => Math.min(distance, marked.length));
}
