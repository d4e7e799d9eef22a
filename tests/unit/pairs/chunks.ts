import type { Chunk } from '../../../src/documents/types';

/** A chunk with everything that pairs do not look at left empty. */
export const chunk = (id: string, text: string, more: Partial<Chunk> = {}): Chunk => ({
  id,
  documentId: 'manual',
  documentName: 'manual.pdf',
  text,
  headings: [],
  regions: [],
  elementIds: [],
  kind: 'text',
  tokens: text.split(/\s+/).length,
  ...more,
});
