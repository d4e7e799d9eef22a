import type { HoneError } from '../errors/hone-error';
import { stillDoubtful, type Correction } from '../documents/corrections';
import { isKept, keepElements, keptParts, removeOthers } from '../documents/kept-elements';
import type { Chunk, DocumentSummary, ReadDocument } from '../documents/types';
import { projectCollection } from '../storage/collection';
import type { OfProject, StoredFile } from '../storage/database';
import type { DocumentEntry } from './contract';
import type { PartedDocument } from './export-documents';
import { idSet } from './ids';

export interface DocumentRecord extends OfProject {
  name: string;
  /** What its chunks' ids are made of, the same for every version of a file. Absent in projects of before: the id. */
  identity?: string;
  bytes: number;
  mediaType: string;
  addedAt: number;
  state: DocumentEntry['state'];
  /** Its elements are kept apart, in parts. */
  document: DocumentSummary | null;
  /** Made to what was read, kept when it is read again; in storage they are a record of their own. */
  corrections?: readonly Correction[];
  error?: DocumentEntry['error'];
}

/** As an earlier version of the app kept it. */
interface WholeRecord extends Omit<DocumentRecord, 'document'> {
  document: ReadDocument;
}

interface CorrectionsRecord extends OfProject {
  corrections: readonly Correction[];
}

/** A document's chunks, with the fingerprint of what they were made from. */
export interface ChunksRecord extends OfProject {
  key: string;
  /** The first of them. */
  chunks: Chunk[];
  /** How many records '<id>/<key>/<n>' hold the others; absent: none. */
  more?: number;
  /** Fingerprint of their texts where titles stand before them: ids do not change with these. */
  texts?: string;
}

export interface RemovedDocument {
  record: DocumentRecord;
  file: StoredFile | undefined;
}

export const files = projectCollection<StoredFile>('files');
export const records = projectCollection<DocumentRecord>('documents');
const correctionRecords = projectCollection<CorrectionsRecord>('corrections');

/** Without their corrections, which are kept by themselves. */
export const keepRecords = (changed: readonly DocumentRecord[]): Promise<void> =>
  records.put(...changed.map(({ corrections: _apart, ...record }) => record));

export const keepCorrections = ({ projectId, id, corrections = [] }: DocumentRecord): Promise<void> =>
  corrections.length > 0
    ? correctionRecords.put({ projectId, id, corrections })
    : correctionRecords.remove(projectId, [id]);

/** A project's documents; what was being read when the tab closed waits again. */
export async function loadRecords(projectId: string): Promise<DocumentRecord[]> {
  const corrections = new Map<string, readonly Correction[]>();
  for await (const kept of correctionRecords.each(projectId)) corrections.set(kept.id, kept.corrections);
  const loaded: DocumentRecord[] = [];
  for await (const kept of records.each(projectId)) {
    const record = isWhole(kept) ? await inParts(kept) : kept;
    const made = record.corrections ?? corrections.get(record.id);
    const state = record.state === 'reading' ? 'waiting' : record.state;
    loaded.push({ ...record, state, ...(made && { corrections: made }) });
  }
  await removeOthers(projectId, idSet(loaded.map(({ id }) => id)));
  return loaded.sort((a, b) => a.addedAt - b.addedAt);
}

const isWhole = (record: DocumentRecord | WholeRecord): record is WholeRecord =>
  record.document !== null && 'elements' in record.document;

/** The record is written last: until then the earlier version's is the one that counts. */
async function inParts(record: WholeRecord): Promise<DocumentRecord> {
  const { projectId, id } = record;
  const kept = { ...record, document: await keepElements(projectId, id, record.document) };
  await keepCorrections(kept);
  await keepRecords([kept]);
  return kept;
}

/** Where its elements are. */
export const placeOf = ({ projectId, id, document }: DocumentRecord) => ({
  projectId,
  id,
  parts: document?.parts.length ?? 0,
});

/** Whether what is needed of it is in storage: one that was being read, or whose elements were cleared away, is read again. */
export const isComplete = async (record: DocumentRecord): Promise<boolean> =>
  record.state !== 'reading' && (record.document === null || (await isKept(placeOf(record))));

/** A document with a person's changes, some elements at a time; null where it is not read. */
export function partedDocument(record: DocumentRecord): PartedDocument | null {
  const { document, corrections = [] } = record;
  return document && { ...document, parts: () => keptParts(placeOf(record), corrections) };
}

const entries = new WeakMap<DocumentRecord, DocumentEntry>();

/** The document as it is shown; the same object for the same record, so that a list of thousands changes only where one did. */
export function entryOf(record: DocumentRecord): DocumentEntry {
  const known = entries.get(record);
  if (known) return known;
  const { id, name, bytes, mediaType, state, document, corrections = [], error } = record;
  const entry: DocumentEntry = {
    id,
    name,
    bytes,
    mediaType,
    state,
    fraction: state === 'read' ? 1 : 0,
    document: document && { ...document, doubtful: [...stillDoubtful(document.doubtful, corrections)] },
    corrections: corrections.length,
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
