import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { HoneError } from '../errors/hone-error';

/**
 * Records as storage sees them: their keys, and bytes where a record is bytes. What else a record holds is the business
 * of the room that writes it (storage lies below all of them): those read with their own types through `collection`.
 */
export interface Keyed {
  id: string;
}

export interface OfProject extends Keyed {
  projectId: string;
}

/** A source document, byte for byte; `id` is the document's id. A long one is a Blob, which the browser keeps outside the page's memory. */
export interface StoredFile extends OfProject {
  name: string;
  bytes: ArrayBuffer | Blob;
}

/** One file of a model's folder; `modelId` is 'folder:<id>' or 'hub:<repository>@<revision>', behind 'parts:' while it is downloaded. */
export interface StoredModelFile {
  modelId: string;
  path: string;
  bytes: ArrayBuffer;
}

/**
 * A training run's weights at one step, as safetensors files: self-describing, and float32 bit for bit.
 * What else belongs to it is training's business (training/checkpoints).
 */
export interface StoredCheckpoint extends Keyed {
  runId: string;
  weights: ArrayBuffer;
  optimizer: ArrayBuffer;
}

export interface Setting {
  key: string;
  value: unknown;
}

/** A line of the list of requests that left the page. */
export interface LedgerLine {
  /** Given by the database when the line is added. */
  id?: number;
  /** Milliseconds since 1970. */
  time: number;
  url: string;
  /** Bytes sent in the request's body; 0 for a plain download. */
  bytes: number;
  /** Why: 'gemini', 'openai', 'hub', 'ocr'. */
  purpose: string;
}

interface ProjectStore<T extends OfProject> {
  key: [projectId: string, id: string];
  value: T;
  indexes: { projectId: string };
}

export interface HoneSchema extends DBSchema {
  projects: { key: string; value: Keyed };
  files: ProjectStore<StoredFile>;
  documents: ProjectStore<OfProject>;
  /** What was read of each document, in parts. */
  elements: ProjectStore<OfProject>;
  /** A person's changes to what was read. */
  corrections: ProjectStore<OfProject>;
  chunks: ProjectStore<OfProject>;
  examples: ProjectStore<OfProject>;
  /** Texts with labels. */
  rows: ProjectStore<OfProject>;
  evaluations: ProjectStore<OfProject>;
  /** Training runs; written by training only. */
  runs: { key: string; value: Keyed };
  /** Written by training only. */
  checkpoints: { key: string; value: StoredCheckpoint; indexes: { runId: string } };
  models: { key: [modelId: string, path: string]; value: StoredModelFile; indexes: { modelId: string } };
  ledger: { key: number; value: LedgerLine; indexes: { time: number } };
  settings: { key: string; value: Setting };
}

export const projectStores = [
  'files',
  'documents',
  'elements',
  'corrections',
  'chunks',
  'examples',
  'rows',
  'evaluations',
] as const;
export type ProjectStoreName = (typeof projectStores)[number];

export type Database = IDBPDatabase<HoneSchema>;

export const databaseName = 'hone';
/** 2: rows; 3: elements and corrections, which stood in documents before. */
const version = 3;

let opened: Promise<Database> | null = null;

/**
 * The one open connection of this page or worker.
 * Throws HoneError 'storage/unavailable' where the browser has no IndexedDB or forbids it (some private windows).
 */
export function database(): Promise<Database> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw new HoneError('storage/unavailable', {}, { cause: error });
  });
  return opened;
}

/** Closes the connection (tests, and a page about to delete everything); the next call opens it anew. */
export async function closeDatabase(): Promise<void> {
  const connection = opened;
  opened = null;
  if (connection) (await connection).close();
}

async function open(): Promise<Database> {
  const connection = await openDB<HoneSchema>(databaseName, version, {
    upgrade(db, before) {
      // Stores that an earlier version of the app made stay as they are.
      for (const name of projectStores) {
        if (db.objectStoreNames.contains(name)) continue;
        const store = db.createObjectStore(name, { keyPath: ['projectId', 'id'] });
        store.createIndex('projectId', 'projectId');
      }
      if (before >= 1) return;
      db.createObjectStore('projects', { keyPath: 'id' });
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('checkpoints', { keyPath: 'id' }).createIndex('runId', 'runId');
      db.createObjectStore('models', { keyPath: ['modelId', 'path'] }).createIndex('modelId', 'modelId');
      db.createObjectStore('ledger', { keyPath: 'id', autoIncrement: true }).createIndex('time', 'time');
      db.createObjectStore('settings', { keyPath: 'key' });
    },
    // A newer version of the app in another tab must not wait for this one.
    blocking: () => void closeDatabase(),
    terminated: () => {
      opened = null;
    },
  });
  return connection;
}

/**
 * Runs `work` against the database and says what went wrong in our own codes.
 * Throws HoneError 'storage/quota' when the disk or the browser's share of it is full.
 */
export async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await database();
  try {
    return await work(db);
  } catch (error) {
    throw asStorageError(error);
  }
}

export function asStorageError(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  // Nobody here aborts a transaction: the browser does, in private windows without a word, when there is no room for it.
  if (name === 'QuotaExceededError' || name === 'AbortError')
    return new HoneError('storage/quota', {}, { cause: error });
  return error;
}
