import { HoneError } from '../errors/hone-error';
import type { Chunk, ChunkingOptions } from '../documents/types';
import { projectCollection } from '../storage/collection';
import type { ProjectContext } from './context';
import { identityOf, placeOf, type ChunksRecord, type DocumentRecord } from './document-records';
import { fingerprint, Fingerprint } from './hash';
import { mayReadModel } from './network';

const records = projectCollection<ChunksRecord>('chunks');

// Padded, so that they come in their order.
const partId = (id: string, key: string, part: number): string =>
  `${id}/${key}/${String(part).padStart(6, '0')}`;

/** The chunks of a project's documents, cut anew when something they depend on changes. */
export class ChunkedDocuments {
  #chunks = $state.raw<Readonly<Record<string, ChunksRecord>>>({});
  #queue: Promise<unknown> = Promise.resolve();
  readonly #latest: Record<string, DocumentRecord> = {};

  constructor(private readonly context: ProjectContext) {}

  async load(): Promise<void> {
    const loaded: Record<string, ChunksRecord> = {};
    // A document's own record comes before its parts.
    for await (const record of records.each(this.context.id)) {
      const [id = '', key] = record.id.split('/');
      if (key === undefined) loaded[id] = { ...record, chunks: compact(record.chunks) };
      else if (loaded[id]?.key === key) loaded[id].chunks.push(...compact(record.chunks));
    }
    this.#chunks = loaded;
  }

  of(documentId: string): readonly Chunk[] {
    return this.#chunks[documentId]?.chunks ?? [];
  }

  /** Fingerprint of texts that the ids of the chunks do not tell; empty for most. */
  textsOf(documentId: string): string {
    return this.#chunks[documentId]?.texts ?? '';
  }

  async remove(documentId: string): Promise<void> {
    await records.remove(this.context.id, [documentId]);
    await records.removeWithin(this.context.id, documentId);
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
    const chunks: Chunk[] = [];
    await this.#cut(record, options, (some) => chunks.push(...some));
    return chunks;
  }

  async #cut(
    record: DocumentRecord,
    options: ChunkingOptions,
    onChunks: (chunks: Chunk[]) => void,
  ): Promise<void> {
    const { name, document, corrections = [] } = record;
    if (!document) return;
    const { title } = document;
    const { baseModel } = this.context.record.current;
    // Only the model's tokenizer can say how long a text is; the Hub's is not asked for before it may be.
    if (!(await mayReadModel(baseModel, this.context.app.settings.allowedHosts)))
      throw new HoneError('network/not-allowed', { host: 'huggingface.co' });
    await this.context.workers.view.call((worker, listen) =>
      worker.chunkKept(
        { ...placeOf(record), name, identity: identityOf(record), title },
        corrections,
        baseModel,
        options,
        listen((some) => onChunks(compact(some))),
      ),
    );
  }

  /** Kept in parts as they come; the record that makes them count is written last. */
  async #makeNow(record: DocumentRecord, options: ChunkingOptions): Promise<void> {
    const { id, document, corrections = [] } = record;
    if (!document) return;
    const projectId = this.context.id;
    const key = fingerprint([
      JSON.stringify(options),
      JSON.stringify(this.context.record.current.baseModel),
      identityOf(record),
      JSON.stringify(corrections),
      document.digest,
    ]);
    if (this.#chunks[id]?.key === key && (await records.get(projectId, id))) return;
    const chunks: Chunk[] = [];
    let first: Chunk[] = [];
    let more = 0;
    const texts = new Fingerprint();
    let kept = Promise.resolve();
    await this.#cut(record, options, (some) => {
      if (options.context) for (const { text } of some) texts.add(text);
      if (chunks.length === 0) first = some;
      else {
        const part = { projectId, id: partId(id, key, more), key, chunks: some };
        more++;
        kept = kept.then(() => records.put(part));
        // Awaited below.
        kept.catch(() => undefined);
      }
      for (const chunk of some) chunks.push(chunk);
    });
    await kept;
    const made = {
      projectId,
      id,
      key,
      chunks: first,
      ...(more > 0 && { more }),
      ...(options.context && { texts: texts.value }),
    };
    await records.put(made);
    await records.removeWithin(projectId, id, key);
    this.#chunks = { ...this.#chunks, [id]: { ...made, chunks } };
  }
}

/** What the chunks of a document say alike is held once: each came by itself from a worker or from storage. */
function compact(chunks: readonly Chunk[]): Chunk[] {
  const [first] = chunks;
  if (!first) return [];
  const { documentId, documentName } = first;
  let headings: string[] = [];
  return chunks.map((chunk) => {
    if (chunk.headings.length !== headings.length || chunk.headings.some((said, i) => said !== headings[i]))
      ({ headings } = chunk);
    return { ...chunk, documentId, documentName, headings, kind: chunk.kind === 'table' ? 'table' : 'text' };
  });
}
