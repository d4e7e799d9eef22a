import type { Chunk } from '../documents/types';
import { normalise } from './language';
import { NearDuplicates } from './near-duplicates';
import { hash32 } from './random';
import type { Example, Split } from './types';

/** Of the chunks, for test and for dev each. */
const heldOutShare = 0.1;
/** No document or section is held out that would make a held-out split larger than this. */
const mostHeldOut = 0.25;
/** With fewer documents than this, sections are split instead. */
export const fewestDocuments = 5;

/** What stays on one side: whole documents; sections (equal heading paths) where documents are too few; else chunks. */
export type SplitBy = 'document' | 'section' | 'chunk';

const sectionOf = (chunk: Chunk): string => JSON.stringify([chunk.documentId, ...chunk.headings]);

export function splitBy(chunks: readonly Chunk[]): SplitBy {
  if (new Set(chunks.map((chunk) => chunk.documentId)).size >= fewestDocuments) return 'document';
  return new Set(chunks.map(sectionOf)).size >= fewestDocuments ? 'section' : 'chunk';
}

const groupOf = (chunk: Chunk, by: SplitBy): string =>
  by === 'document' ? chunk.documentId : by === 'section' ? sectionOf(chunk) : chunk.id;

/**
 * The side of every chunk. Groups are taken in an order drawn from `seed`: test until it has a tenth of the chunks,
 * then dev, the rest train. Only chunks and seed decide, so adding pairs never moves anything.
 */
export function splitChunks(chunks: readonly Chunk[], seed: number): Map<string, Split> {
  const by = splitBy(chunks);
  const sizes = new Map<string, number>();
  for (const chunk of chunks) {
    const group = groupOf(chunk, by);
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const drawn = [...sizes.keys()]
    .map((group) => ({ group, draw: hash32(`${seed} ${group}`) }))
    .sort((a, b) => a.draw - b.draw || (a.group < b.group ? -1 : 1));
  const sideOf = new Map<string, Split>();
  for (const side of ['test', 'dev'] as const) {
    let held = 0;
    for (const { group } of drawn) {
      const size = sizes.get(group)!;
      if (held >= heldOutShare * chunks.length) break;
      if (sideOf.has(group) || held + size > Math.max(1, mostHeldOut * chunks.length)) continue;
      sideOf.set(group, side);
      held += size;
    }
  }
  return new Map(chunks.map((chunk) => [chunk.id, sideOf.get(groupOf(chunk, by)) ?? 'train']));
}

/** Passages that are no chunk: by a draw of their own text, a tenth each. */
function drawnSide(positive: string, seed: number): Split {
  const draw = hash32(`${seed} ${normalise(positive) || positive}`) / 2 ** 32;
  if (draw < heldOutShare) return 'test';
  return draw < 2 * heldOutShare ? 'dev' : 'train';
}

/**
 * The examples with their splits: what a person assigned, else the side of the passage; then questions that are nearly
 * the same as one held out are moved to its side (test before dev), so that none is trained on or chosen by.
 * Same examples, chunks and seed give the same splits, and an example's own split changes only when a near-duplicate
 * that is held out is added.
 */
export function splitExamples(
  examples: readonly Example[],
  chunks: readonly Chunk[],
  seed: number,
): Example[] {
  const sides = splitChunks(chunks, seed);
  const placed = examples.map((example): Example => {
    const chunkSide = example.chunkId === undefined ? undefined : sides.get(example.chunkId);
    return { ...example, split: example.assigned ?? chunkSide ?? drawnSide(example.positive, seed) };
  });
  const near = new NearDuplicates(placed.map((example) => example.anchor));
  pullNearDuplicates(placed, 'test', near);
  pullNearDuplicates(placed, 'dev', near);
  return placed;
}

/** Moves to `side` whatever asks nearly what an accepted example there asks, and what is near to those in turn. */
function pullNearDuplicates(examples: readonly Example[], side: 'test' | 'dev', near: NearDuplicates): void {
  const waiting = examples.flatMap(({ split, status }, i) =>
    split === side && status === 'accepted' ? [i] : [],
  );
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    for (const neighbour of near.of(index)) {
      const example = examples[neighbour]!;
      if (example.split === 'test' || example.split === side) continue;
      example.split = side;
      if (example.status === 'accepted') waiting.push(neighbour);
    }
  }
}
