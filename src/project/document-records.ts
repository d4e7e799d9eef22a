import type { HoneError } from '../errors/hone-error';
import { corrected, type Correction } from '../documents/corrections';
import type { Chunk, ReadDocument } from '../documents/types';
import { projectCollection } from '../storage/collection';
import type { OfProject, StoredFile } from '../storage/database';
import type { DocumentEntry } from './contract';

export interface DocumentRecord extends OfProject {
  name: string;
  /** What its chunks' ids are made of, the same for every version of a file. Absent in projects of before: the id. */
  identity?: string;
  bytes: number;
  mediaType: string;
  addedAt: number;
  state: DocumentEntry['state'];
  document: ReadDocument | null;
  /** Made to what was read, kept when it is read again. */
  corrections?: readonly Correction[];
  error?: DocumentEntry['error'];
}

/** A document's chunks, with the fingerprint of what they were made from. */
export interface ChunksRecord extends OfProject {
  key: string;
  chunks: Chunk[];
  /** Fingerprint of their texts where titles stand before them: ids do not change with these. */
  texts?: string;
}

export interface RemovedDocument {
  record: DocumentRecord;
  file: StoredFile | undefined;
}

export const files = projectCollection<StoredFile>('files');
export const records = projectCollection<DocumentRecord>('documents');
export const chunkRecords = projectCollection<ChunksRecord>('chunks');

const made = new WeakMap<DocumentRecord, ReadDocument>();

/** What was read with a person's changes; the same object for the same record. */
export function reviewed(record: DocumentRecord): ReadDocument | null {
  const { document, corrections } = record;
  if (!document || !corrections || corrections.length === 0) return document;
  const known = made.get(record);
  if (known) return known;
  const result = { ...document, elements: corrected(document.elements, corrections) };
  made.set(record, result);
  return result;
}

const entries = new WeakMap<DocumentRecord, DocumentEntry>();

/** The document as it is shown; the same object for the same record, so that a list of thousands changes only where one did. */
export function entryOf(record: DocumentRecord): DocumentEntry {
  const known = entries.get(record);
  if (known) return known;
  const { id, name, bytes, mediaType, state, error } = record;
  const entry: DocumentEntry = {
    id,
    name,
    bytes,
    mediaType,
    state,
    fraction: state === 'read' ? 1 : 0,
    document: reviewed(record),
    corrections: record.corrections?.length ?? 0,
    ...(error ? { error } : {}),
  };
  entries.set(record, entry);
  return entry;
}

export const identityOf = ({ identity, id }: DocumentRecord): string => identity ?? id;

/** Not read yet, or to be read again. */
export function waiting({ error: _past, ...record }: DocumentRecord): DocumentRecord {
  return { ...record, state: 'waiting', document: null };
}

export const failed = (record: DocumentRecord, { code, parameters }: HoneError): DocumentRecord => ({
  ...record,
  state: 'failed',
  error: { code, parameters },
});
