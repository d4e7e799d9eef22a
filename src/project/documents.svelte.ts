import { HoneError } from '../errors/hone-error';
import type { Correction } from '../documents/corrections';
import { defaultChunking, type Chunk, type ChunkingOptions } from '../documents/types';
import { filesIn, mayBeKept, pathOf } from './archives';
import { act, type ProjectContext } from './context';
import type { DocumentEntry } from './contract';
import {
  entryOf,
  failed,
  files,
  identityOf,
  isComplete,
  keepCorrections,
  keepRecords,
  loadRecords,
  records,
  waiting,
  type DocumentRecord,
  type RemovedDocument,
} from './document-records';
import { DocumentPages } from './document-pages';
import { fingerprint, hashFile } from './hash';
import { sayWhatCame, type Came, type Replaced } from './what-came';
import { idSet } from './ids';
import { ocrLanguages } from './language';
import { ChunkedDocuments } from './chunked.svelte';
import { Reading } from './reading.svelte';

/** In bytes. Of a larger file the browser makes the copy by itself; a small one is written faster beside its record. */
const small = 1_000_000;

/** The documents of a project: kept byte for byte, read in their order, chunked when something they depend on changes. */
export class Documents {
  #records = $state.raw<readonly DocumentRecord[]>([]);
  #correcting: Promise<unknown> = Promise.resolve();
  #cutting: Promise<unknown> = Promise.resolve();
  /** Aborted when reading is cancelled: what is still to be added then is left out. */
  #stopping = new AbortController();

  /** Files that are still to be added. */
  #coming = 0;
  readonly #chunked: ChunkedDocuments;
  readonly pages: DocumentPages;
  readonly #reading: Reading;

  /** Told when documents were cut anew, so that pairs follow their passages. */
  onCutAnew: (before: readonly Chunk[], after: readonly Chunk[]) => Promise<void> = async () => {};

  constructor(private readonly context: ProjectContext) {
    this.#chunked = new ChunkedDocuments(context);
    this.pages = new DocumentPages(context, (id) => this.#find(id));
    this.#reading = new Reading(context, this.pages.previews, {
      records: () => this.#records,
      keep: (...changed) => this.#keep(...changed),
      coming: () => this.#coming,
      languages: (name) => this.#languages(name),
      keepRead: (read) => this.#keepRead(read),
      stopped: () => {
        this.#stopping.abort();
        this.#stopping = new AbortController();
      },
    });
  }

  readonly entries: readonly DocumentEntry[] = $derived(
    this.#records.map((record) => {
      const entry = entryOf(record);
      if (record.document) return entry;
      const fraction = this.#reading.fractionOf(record.id) ?? entry.fraction;
      const preview = this.pages.previews.of(record.id);
      return preview || fraction !== entry.fraction
        ? { ...entry, fraction, ...(preview && { preview }) }
        : entry;
    }),
  );
  readonly chunks: readonly Chunk[] = $derived(this.#records.flatMap(({ id }) => this.#chunked.of(id)));
  readonly excluded: ReadonlySet<string> = $derived.by(() =>
    idSet(this.context.record.current.excludedChunkIds),
  );
  /** The chunks that are asked about and searched. */
  readonly used: readonly Chunk[] = $derived(this.chunks.filter(({ id }) => !this.excluded.has(id)));
  readonly fingerprint: string = $derived.by(() => {
    const texts = this.#records.map(({ id }) => this.#chunked.textsOf(id)).filter((text) => text !== '');
    return fingerprint([...this.used.map(({ id }) => id), ...texts]);
  });

  get chunking(): ChunkingOptions {
    return { ...defaultChunking, ...this.context.record.current.chunking };
  }

  /** Reads what is kept; what was being read when the tab closed waits again. */
  async load(): Promise<void> {
    [this.#records] = await Promise.all([loadRecords(this.context.id), this.#chunked.load()]);
  }

  /**
   * Adds files, and those that archives among them hold; reading begins with the first. A file named as one that is there
   * already, with other bytes, is its new version and takes its place. `onFirst` is told the first document at once.
   */
  async add(added: File[], onFirst?: (id: string) => void): Promise<void> {
    const { signal } = this.#stopping;
    const came: Came = { before: this.#records, duplicates: [], replaced: [] };
    let tell = onFirst;
    this.#coming += added.length;
    for (const file of added) {
      await this.context.notices.attempt(async () => {
        for await (const one of filesIn(file, this.context.workers.view)) {
          if (signal.aborted) return;
          await this.context.notices.attempt(async () => {
            // A file that cannot be opened stands in the list with its error; what is in an archive, or none, cannot.
            const failure = one instanceof HoneError ? one : null;
            if (failure && !mayBeKept(file, failure)) throw failure;
            const id = await this.#addOne(one instanceof HoneError ? file : one, came, failure);
            tell?.(id);
            tell = undefined;
          });
          void this.context.notices.attempt(() => this.readWaiting());
        }
      });
      this.#coming--;
    }
    sayWhatCame(this.context.notices, came, (one) => this.#keepBoth(one));
    await this.#count();
    await this.readWaiting();
  }

  async #addOne(
    file: File,
    { before, duplicates, replaced }: Came,
    failure: HoneError | null,
  ): Promise<string> {
    const name = pathOf(file);
    const unreadable = (cause: unknown) => {
      throw new HoneError('file/unreadable', { file: name }, { cause });
    };
    const id = await hashFile(file).catch(unreadable);
    if (this.#find(id)) {
      duplicates.push(name);
      return id;
    }
    const old = before.find((known) => known.name === name);
    const removed = old && (await this.#take(old.id));
    const corrections = removed?.record.corrections;
    const record: DocumentRecord = {
      projectId: this.context.id,
      id,
      name,
      identity: removed ? identityOf(removed.record) : this.#freeIdentity(name),
      bytes: file.size,
      mediaType: file.type,
      addedAt: removed?.record.addedAt ?? Math.max(Date.now(), (this.#records.at(-1)?.addedAt ?? 0) + 1),
      state: 'waiting',
      document: null,
      ...(corrections && { corrections }),
    };
    const bytes = file.size > small ? file : await file.arrayBuffer().catch(unreadable);
    await files.put({ projectId: this.context.id, id, name, bytes });
    if (corrections) await keepCorrections(record);
    await this.#keep(failure ? failed(record, failure) : record);
    if (removed) replaced.push({ id, removed });
    return id;
  }

  async #keepBoth({ id, removed }: Replaced): Promise<void> {
    const record = this.#find(id);
    if (record) {
      const addedAt = (this.#records.at(-1)?.addedAt ?? 0) + 1;
      await this.#keep({ ...record, identity: this.#freeIdentity(record.name), addedAt });
    }
    await this.putBack(removed);
  }

  /** Files of one name: 'a.pdf', 'a.pdf-2'. */
  #freeIdentity(name: string): string {
    let free = name;
    for (let count = 2; this.#records.some((record) => identityOf(record) === free); count++)
      free = `${name}-${count}`;
    return free;
  }

  async #keep(...changed: DocumentRecord[]): Promise<void> {
    await keepRecords(changed);
    const ids = idSet(changed.map(({ id }) => id));
    const others = this.#records.filter(({ id }) => !ids.has(id));
    this.#records = [...others, ...changed].sort((a, b) => a.addedAt - b.addedAt);
  }

  /** For the list of projects. */
  #count(): Promise<void> {
    return this.context.record.change({ documents: this.#records.length });
  }

  /** Reads these again, as far as they are not being read. */
  async retry(ids: ReadonlySet<string>): Promise<void> {
    const again = this.#records.filter(({ id, state }) => ids.has(id) && state !== 'reading');
    await this.#keep(...again.map(waiting));
    await this.readWaiting();
  }

  /** Makes a change to what was read, or takes the last one back; the passages follow. */
  correct(id: string, correction: Correction | 'undo'): Promise<void> {
    // One after the other: leaving a field saves it just before the button that was pressed acts.
    const work = () => this.#correctNow(id, correction);
    const kept = this.#correcting.then(work, work);
    this.#correcting = kept;
    // Cutting a long document anew takes a while: the next correction does not wait for it.
    return kept.then((changed) => changed && this.#cutAnew(changed));
  }

  async #correctNow(id: string, correction: Correction | 'undo'): Promise<DocumentRecord | undefined> {
    const record = this.#find(id);
    if (!record?.document) return undefined;
    const before = record.corrections ?? [];
    const corrections = correction === 'undo' ? before.slice(0, -1) : [...before, correction];
    await keepCorrections({ ...record, corrections });
    this.#records = this.#records.map((known) => (known.id === id ? { ...known, corrections } : known));
    return this.#find(id);
  }

  /** One after the other: pairs follow from the chunks before to those after. */
  #cutAnew(record: DocumentRecord): Promise<void> {
    const work = async () => {
      const before = this.#chunked.of(record.id);
      await this.#chunkOne(record);
      await this.onCutAnew(before, this.#chunked.of(record.id));
    };
    const done = this.#cutting.then(work, work);
    this.#cutting = done;
    return done;
  }

  /** Returns what `putBack` needs. */
  async remove(id: string): Promise<RemovedDocument | undefined> {
    const removed = await this.#take(id);
    await this.#count();
    return removed;
  }

  async #take(id: string): Promise<RemovedDocument | undefined> {
    const record = this.#find(id);
    if (!record) return undefined;
    const file = await files.get(this.context.id, id);
    this.#reading.end(id);
    // What was read stays until the project is opened again, so that it can be put back.
    await records.remove(this.context.id, [id]);
    await keepCorrections({ ...record, corrections: [] });
    await this.#chunked.remove(id);
    await files.remove(this.context.id, [id]);
    this.#records = this.#records.filter((known) => known.id !== id);
    return { record, file };
  }

  async putBack({ record, file }: RemovedDocument): Promise<void> {
    if (file) await files.put(file);
    await keepCorrections(record);
    await this.#keep((await isComplete(record)) ? record : waiting(record));
    await this.#count();
    await this.chunkAll();
    await this.readWaiting();
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
    return this.#reading.readWaiting();
  }

  async #keepRead(read: DocumentRecord): Promise<void> {
    // A model that cannot be read is no fault of the file: it is chunked once there is one.
    const cut = this.#chunked.of(read.id);
    await this.context.notices.attempt(() => this.#chunkOne(read));
    if (cut.length > 0) await this.onCutAnew(cut, this.#chunked.of(read.id));
    if (!this.context.closed) await this.#keep(read);
  }

  /** Chunks every read document whose chunks were made with other options or another model. */
  async chunkAll(): Promise<void> {
    const before = this.chunks;
    for (const record of this.#records)
      if (record.state === 'read') await this.context.notices.attempt(() => this.#chunkOne(record));
    await this.onCutAnew(before, this.chunks);
  }

  /** The chunks that would be used with or without titles before their text. */
  async cut(context: boolean): Promise<Chunk[]> {
    const options = { ...this.chunking, context };
    const chunks: Chunk[] = [];
    for (const record of this.#records)
      if (record.state === 'read') chunks.push(...(await this.#chunked.cut(record, options)));
    return chunks.filter(({ id }) => !this.excluded.has(id));
  }

  #chunkOne(record: DocumentRecord): Promise<void> {
    return this.#chunked.make(record, () => this.chunking);
  }

  #languages(name: string): string[] {
    const chinese = this.#records.some(({ document }) => document?.chinese);
    return ocrLanguages(this.context.app.settings, name, chinese);
  }

  #find(id: string): DocumentRecord | undefined {
    return this.#records.find((known) => known.id === id);
  }
}

/** Removing asks nothing and can be undone. */
export function removeDocument(context: ProjectContext, documents: Documents, id: string): Promise<void> {
  return act(context, async () => {
    const removed = await documents.remove(id);
    if (!removed) return;
    context.notices.say('document-removed', { name: removed.record.name }, () => documents.putBack(removed));
  });
}
