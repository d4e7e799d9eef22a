import { HoneError } from '../errors/hone-error';
import type { Chunk, ChunkingOptions } from '../documents/types';
import type { ProjectContext } from './context';
import {
  chunkRecords,
  identityOf,
  reviewed,
  type ChunksRecord,
  type DocumentRecord,
} from './document-records';
import { fingerprint } from './hash';
import { mayReadModel } from './network';

/** The chunks of a project's documents, cut anew when something they depend on changes. */
export class ChunkedDocuments {
  #chunks = $state.raw<Readonly<Record<string, ChunksRecord>>>({});
  #queue: Promise<unknown> = Promise.resolve();
  readonly #latest: Record<string, DocumentRecord> = {};

  constructor(private readonly context: ProjectContext) {}

  async load(): Promise<void> {
    const kept = await chunkRecords.all(this.context.id);
    this.#chunks = Object.fromEntries(kept.map((record) => [record.id, record]));
  }

  of(documentId: string): readonly Chunk[] {
    return this.#chunks[documentId]?.chunks ?? [];
  }

  /** Fingerprint of texts that the ids of the chunks do not tell; empty for most. */
  textsOf(documentId: string): string {
    return this.#chunks[documentId]?.texts ?? '';
  }

  async remove(documentId: string): Promise<void> {
    await chunkRecords.remove(this.context.id, [documentId]);
  }

  /**
   * One after the other, each by the model and options of its moment: the last one asked for is the one that stays, and those
   * of the same document that still wait before it are left out.
   */
  make(record: DocumentRecord, options: () => ChunkingOptions): Promise<void> {
    this.#latest[record.id] = record;
    const work = async () => {
      if (this.#latest[record.id] === record) await this.#makeNow(record, options());
    };
    const done = this.#queue.then(work, work);
    this.#queue = done;
    return done;
  }

  /** The chunks that these options would give; nothing is kept. */
  async cut(record: DocumentRecord, options: ChunkingOptions): Promise<Chunk[]> {
    const document = reviewed(record);
    if (!document) return [];
    const { id, name } = record;
    const { baseModel } = this.context.record.current;
    // Only the model's tokenizer can say how long a text is; the Hub's is not asked for before it may be.
    if (!(await mayReadModel(baseModel, this.context.app.settings.allowedHosts)))
      throw new HoneError('network/not-allowed', { host: 'huggingface.co' });
    return this.context.workers.view.call((worker) =>
      worker.chunk([{ id, name, identity: identityOf(record), document }], baseModel, options),
    );
  }

  async #makeNow(record: DocumentRecord, options: ChunkingOptions): Promise<void> {
    const document = reviewed(record);
    if (!document) return;
    const { id } = record;
    const identity = identityOf(record);
    const { baseModel } = this.context.record.current;
    const key = fingerprint([
      JSON.stringify(options),
      JSON.stringify(baseModel),
      identity,
      JSON.stringify(record.corrections ?? []),
      ...document.elements.map((element) => element.id),
    ]);
    if (this.#chunks[id]?.key === key && (await chunkRecords.get(this.context.id, id))) return;
    const chunks = await this.cut(record, options);
    const texts = options.context ? { texts: fingerprint(chunks.map(({ text }) => text)) } : {};
    const made: ChunksRecord = { projectId: this.context.id, id, key, chunks, ...texts };
    await chunkRecords.put(made);
    this.#chunks = { ...this.#chunks, [id]: made };
  }
}
