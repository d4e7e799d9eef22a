import type { Chunk } from '../documents/types';
import type { Example, Written } from '../pairs/types';
import { fingerprint } from './hash';

/** The same question about the same chunk is the same example, however often it is written. */
export function examplesOf({ questions }: Written, chunk: Chunk, source: 'rules' | 'model'): Example[] {
  return questions.map(({ text, writer, positive, reason }) => ({
    id: fingerprint([chunk.id, source, text]),
    anchor: text,
    positive: positive ?? chunk.text,
    source,
    writer,
    chunkId: chunk.id,
    documentId: chunk.documentId,
    status: reason ? 'rejected' : 'accepted',
    ...(reason ? { reason } : {}),
    split: 'train',
    createdAt: Date.now(),
  }));
}
