import { HoneError } from '../errors/hone-error';
import { corrected, type Correction } from '../documents/corrections';
import { readingFailure } from '../documents/reading-failure';
import { defaultChunking, type Chunk, type ChunkingOptions, type ReadDocument } from '../documents/types';
import { projectCollection } from '../storage/collection';
import type { OfProject, StoredFile } from '../storage/database';
import { act, type ProjectContext } from './context';
import type { DocumentEntry } from './contract';
import { fingerprint, hashBytes } from './hash';
import { idSet } from './ids';
import { mayReadModel } from './network';
import { ocrLanguages } from './language';
import type { RunningJob } from './jobs.svelte';

interface DocumentRecord extends OfProject {
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
interface ChunksRecord extends OfProject {
  key: string;
  chunks: Chunk[];
}

export interface RemovedDocument {
  record: DocumentRecord;
  file: StoredFile | undefined;
}

const files = projectCollection<StoredFile>('files');
const records = projectCollection<DocumentRecord>('documents');
const chunkRecords = projectCollection<ChunksRecord>('chunks');

/** More than this a tab cannot hold beside the model, in bytes. */
const largestFile = 500_000_000;

/** The documents of a project: kept byte for byte, read one after the other, chunked when something they depend on changes. */
export class Documents {
  #records = $state.raw<readonly DocumentRecord[]>([]);
  #reading = $state.raw<{ id: string; fraction: number } | null>(null);
  #chunks = $state.raw<Readonly<Record<string, ChunksRecord>>>({});
  #busy: Promise<void> | null = null;
  #chunkQueue: Promise<unknown> = Promise.resolve();
  #correcting: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: ProjectContext) {}

  readonly entries: readonly DocumentEntry[] = $derived(this.#records.map((record) => this.#entry(record)));
  readonly chunks: readonly Chunk[] = $derived(
    this.#records.flatMap(({ id }) => this.#chunks[id]?.chunks ?? []),
  );
  readonly excluded: ReadonlySet<string> = $derived.by(() =>
    idSet(this.context.record.current.excludedChunkIds),
  );
  /** The chunks that are asked about and searched. */
  readonly used: readonly Chunk[] = $derived(this.chunks.filter(({ id }) => !this.excluded.has(id)));
  readonly fingerprint: string = $derived(fingerprint(this.used.map(({ id }) => id)));

  get chunking(): ChunkingOptions {
    return { ...defaultChunking, ...this.context.record.current.chunking };
  }

  /** Reads what is kept; what was being read when the tab closed waits again. */
  async load(): Promise<void> {
    const [kept, chunked] = await Promise.all([
      records.all(this.context.id),
      chunkRecords.all(this.context.id),
    ]);
    this.#records = kept
      .map((record) => (record.state === 'reading' ? { ...record, state: 'waiting' as const } : record))
      .sort((a, b) => a.addedAt - b.addedAt);
    this.#chunks = Object.fromEntries(chunked.map((record) => [record.id, record]));
  }

  /** A file named as one that is there already, with other bytes, is its new version and takes its place. */
  async add(added: File[]): Promise<void> {
    const before = this.#records;
    for (const file of added)
      await this.context.notices.attempt(async () => {
        if (file.size > largestFile) throw new HoneError('file/too-large', { file: file.name });
        await this.#addOne(file, before);
      });
    await this.readWaiting();
  }

  async #addOne(file: File, before: readonly DocumentRecord[]): Promise<void> {
    const bytes = await file.arrayBuffer().catch((cause: unknown) => {
      throw new HoneError('file/unreadable', { file: file.name }, { cause });
    });
    const id = await hashBytes(bytes);
    const known = this.#records.find((record) => record.id === id);
    if (known) return this.context.notices.say('document-duplicate', { name: file.name });
    const old = before.find(({ name }) => name === file.name);
    const replaced = old && (await this.remove(old.id));
    const corrections = replaced?.record.corrections;
    await this.#keep(
      {
        projectId: this.context.id,
        id,
        name: file.name,
        identity: replaced ? identityOf(replaced.record) : this.#freeIdentity(file.name),
        bytes: file.size,
        mediaType: file.type,
        addedAt: replaced?.record.addedAt ?? Math.max(Date.now(), (this.#records.at(-1)?.addedAt ?? 0) + 1),
        state: 'waiting',
        document: null,
        ...(corrections && { corrections }),
      },
      { projectId: this.context.id, id, name: file.name, bytes },
    );
    if (replaced)
      this.context.notices.say('document-replaced', { name: file.name }, () => this.#keepBoth(id, replaced));
  }

  async #keepBoth(id: string, replaced: RemovedDocument): Promise<void> {
    const record = this.#records.find((known) => known.id === id);
    if (record) {
      const addedAt = (this.#records.at(-1)?.addedAt ?? 0) + 1;
      await this.#keep({ ...record, identity: this.#freeIdentity(record.name), addedAt });
    }
    await this.putBack(replaced);
  }

  /** Files of one name: 'a.pdf', 'a.pdf-2'. */
  #freeIdentity(name: string): string {
    const taken = idSet(this.#records.map(identityOf));
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
    return free;
  }

  async #keep(record: DocumentRecord, file?: StoredFile): Promise<void> {
    if (file) await files.put(file);
    await records.put(record);
    const others = this.#records.filter(({ id }) => id !== record.id);
    this.#records = [...others, record].sort((a, b) => a.addedAt - b.addedAt);
    await this.context.record.change({ documents: this.#records.length });
  }

  async retry(id: string): Promise<void> {
    const record = this.#records.find((known) => known.id === id);
    if (!record || record.state === 'reading') return;
    await this.#keep({ ...without(record, 'error'), state: 'waiting', document: null });
    await this.readWaiting();
  }

  /** Makes a change to what was read, or takes the last one back; the passages follow. */
  correct(id: string, correction: Correction | 'undo'): Promise<void> {
    // One after the other: leaving a field saves it just before the button that was pressed acts.
    const work = () => this.#correctNow(id, correction);
    const done = this.#correcting.then(work, work);
    this.#correcting = done;
    return done;
  }

  async #correctNow(id: string, correction: Correction | 'undo'): Promise<void> {
    const record = this.#records.find((known) => known.id === id);
    if (!record?.document) return;
    const before = record.corrections ?? [];
    const corrections = correction === 'undo' ? before.slice(0, -1) : [...before, correction];
    const changed = { ...record, corrections };
    await this.#keep(changed);
    await this.#chunkOne(changed);
  }

  /** Returns what `putBack` needs. */
  async remove(id: string): Promise<RemovedDocument | undefined> {
    const record = this.#records.find((known) => known.id === id);
    if (!record) return undefined;
    const file = await files.get(this.context.id, id);
    if (this.#reading?.id === id) this.context.workers.extract.end();
    await records.remove(this.context.id, [id]);
    await chunkRecords.remove(this.context.id, [id]);
    await files.remove(this.context.id, [id]);
    this.#records = this.#records.filter((known) => known.id !== id);
    await this.context.record.change({ documents: this.#records.length });
    return { record, file };
  }

  async putBack({ record, file }: RemovedDocument): Promise<void> {
    const state = record.state === 'reading' ? 'waiting' : record.state;
    await this.#keep({ ...record, state }, file);
    await this.readWaiting();
    await this.chunkAll();
  }

  async changeChunking(options: ChunkingOptions): Promise<void> {
    await this.context.record.change({ chunking: { ...options } });
    await this.chunkAll();
  }

  async setExcluded(chunkId: string, excluded: boolean): Promise<void> {
    await this.context.record.change(({ excludedChunkIds }) => {
      const others = excludedChunkIds.filter((id) => id !== chunkId);
      return { excludedChunkIds: excluded ? [...others, chunkId] : others };
    });
  }

  /** Reads every waiting document, as one job; resolves when none waits. */
  readWaiting(): Promise<void> {
    this.#busy ??= this.#readAll().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  async #readAll(): Promise<void> {
    if (!this.#nextWaiting()) return;
    let cancelled = false;
    const cancel = () => {
      cancelled = true;
      this.context.workers.extract.end();
    };
    await this.context.jobs.run('extract', 'documents', { cancel }, async (job) => {
      let done = 0;
      for (let record = this.#nextWaiting(); record && !this.context.closed; record = this.#nextWaiting()) {
        if (cancelled) await this.#failed(record, new HoneError('cancelled', { file: record.name }));
        else await this.#readOne(record, job, done++);
      }
    });
  }

  #nextWaiting(): DocumentRecord | undefined {
    return this.#records.find(({ state }) => state === 'waiting');
  }

  async #readOne(record: DocumentRecord, job: RunningJob, done: number): Promise<void> {
    const { id, name } = record;
    const total = () => done + 1 + this.#records.filter(({ state }) => state === 'waiting').length;
    await this.#keep({ ...record, state: 'reading' });
    this.#reading = { id, fraction: 0 };
    try {
      const file = await files.get(this.context.id, id);
      if (!file) throw new HoneError('file/unreadable', { file: name });
      job.setFraction(done / total(), name);
      const document = await this.context.workers.extract.call((worker, listen) =>
        worker.read(
          { name, bytes: file.bytes },
          { ocrLanguages: this.#languages(name) },
          listen((progress) => {
            const fraction = Math.max(
              this.#reading?.fraction ?? 0,
              progress.done / Math.max(1, progress.total),
            );
            this.#reading = { id, fraction };
            job.setFraction((done + fraction) / total(), progress.note ? `${name}, ${progress.note}` : name);
          }),
        ),
      );
      if (!this.#isKnown(id) || this.context.closed) return;
      const read: DocumentRecord = { ...without(record, 'error'), state: 'read', document };
      // A model that cannot be read is no fault of the file: it is chunked once there is one.
      await this.context.notices.attempt(() => this.#chunkOne(read));
      if (this.context.closed) return;
      await this.#keep(read);
    } catch (thrown) {
      if (this.#isKnown(id) && !this.context.closed) await this.#failed(record, readingFailure(thrown, name));
    } finally {
      this.#reading = null;
    }
  }

  async #failed(record: DocumentRecord, { code, parameters }: HoneError): Promise<void> {
    await this.#keep({
      ...record,
      state: 'failed',
      error: { code, parameters },
    });
  }

  /** Chunks every read document whose chunks were made with other options or another model. */
  async chunkAll(): Promise<void> {
    for (const record of this.#records)
      if (record.state === 'read') await this.context.notices.attempt(() => this.#chunkOne(record));
  }

  /** One after the other, each by the model and options of its moment: the last one asked for is the one that stays. */
  #chunkOne(record: DocumentRecord): Promise<void> {
    const work = () => this.#chunkNow(record);
    const done = this.#chunkQueue.then(work, work);
    this.#chunkQueue = done;
    return done;
  }

  async #chunkNow(record: DocumentRecord): Promise<void> {
    const { id, name } = record;
    const document = reviewed(record);
    if (!document) return;
    const identity = identityOf(record);
    const { baseModel } = this.context.record.current;
    // Only the model's tokenizer can say how long a text is; the Hub's is not asked for before it may be.
    if (!(await mayReadModel(baseModel, this.context.app.settings.allowedHosts)))
      throw new HoneError('network/not-allowed', { host: 'huggingface.co' });
    const key = fingerprint([
      JSON.stringify(this.chunking),
      JSON.stringify(baseModel),
      identity,
      JSON.stringify(record.corrections ?? []),
      ...document.elements.map((element) => element.id),
    ]);
    if (this.#chunks[id]?.key === key && (await chunkRecords.get(this.context.id, id))) return;
    const chunks = await this.context.workers.view.call((worker) =>
      worker.chunk([{ id, name, identity, document }], baseModel, this.chunking),
    );
    const made: ChunksRecord = { projectId: this.context.id, id, key, chunks };
    await chunkRecords.put(made);
    this.#chunks = { ...this.#chunks, [id]: made };
  }

  async renderPage(id: string, page: number, width: number): Promise<ImageBitmap | null> {
    const document = this.#records.find((known) => known.id === id)?.document;
    const size = document?.pages[page - 1];
    if (!size || size.width === 0) return null;
    const file = await files.get(this.context.id, id);
    if (!file) return null;
    return this.context.workers.view.call((worker) =>
      worker.renderPage({ name: file.name, bytes: file.bytes }, page, width),
    );
  }

  #languages(name: string): string[] {
    const read = this.#records.flatMap(({ document }) => (document ? [document] : []));
    return ocrLanguages(this.context.app.settings.language, name, read);
  }

  #isKnown(id: string): boolean {
    return this.#records.some((known) => known.id === id);
  }

  #entry(record: DocumentRecord): DocumentEntry {
    const { id, name, bytes, mediaType, state, error } = record;
    const fraction = state === 'read' ? 1 : this.#reading?.id === id ? this.#reading.fraction : 0;
    const document = reviewed(record);
    const corrections = record.corrections?.length ?? 0;
    return {
      id,
      name,
      bytes,
      mediaType,
      state,
      fraction,
      document,
      corrections,
      ...(error ? { error } : {}),
    };
  }
}

const made = new WeakMap<DocumentRecord, ReadDocument>();

/** What was read with a person's changes; the same object for the same record. */
function reviewed(record: DocumentRecord): ReadDocument | null {
  const { document, corrections } = record;
  if (!document || !corrections || corrections.length === 0) return document;
  const known = made.get(record);
  if (known) return known;
  const result = { ...document, elements: corrected(document.elements, corrections) };
  made.set(record, result);
  return result;
}

const identityOf = ({ identity, id }: DocumentRecord): string => identity ?? id;

function without<T extends object, K extends keyof T>(record: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = record;
  return rest;
}

/** Removing asks nothing and can be undone. */
export function removeDocument(context: ProjectContext, documents: Documents, id: string): Promise<void> {
  return act(context, async () => {
    const removed = await documents.remove(id);
    if (!removed) return;
    context.notices.say('document-removed', { name: removed.record.name }, () => documents.putBack(removed));
  });
}
