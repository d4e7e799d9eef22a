import { HoneError } from '../errors/hone-error';
import type { Chunk } from '../documents/types';
import { findDuplicates } from '../pairs/filters';
import { followChunks } from '../pairs/follow';
import { nextPassage } from '../pairs/next-passage';
import { splitBy, splitExamples } from '../pairs/split';
import { isReal, type Example, type ExampleSource, type Split } from '../pairs/types';
import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import type { ProjectContext } from './context';
import type { PairCounts } from './contract';
import type { Documents } from './documents.svelte';
import { idSet } from './ids';

type ExampleRecord = Example & OfProject;

/** The same documents are split the same way on every machine. */
export const splitSeed = 42;

/** 100 to 160 questions show a gain of 0.03 nDCG@10 (docs/decisions/verdicts.md). */
const questionsKeptToTest = 100;

const records = projectCollection<ExampleRecord>('examples');

/** The question/passage pairs of a project. Every change splits them anew, so that near-duplicates stay on one side. */
export class Pairs {
  #examples = $state.raw<readonly Example[]>([]);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: ProjectContext,
    private readonly documents: Documents,
  ) {}

  get examples(): readonly Example[] {
    return this.#examples;
  }

  readonly counts: PairCounts = $derived(count(this.#examples));
  readonly splitByDocument: boolean = $derived.by(() => splitBy(this.documents.chunks) === 'document');
  /** Accepted pairs whose passage is gone from the chunks. */
  readonly orphans: number = $derived.by(() => {
    const known = idSet(this.documents.chunks.map(({ id }) => id));
    return this.#examples.filter(
      ({ chunkId, status }) => status === 'accepted' && chunkId !== undefined && !known.has(chunkId),
    ).length;
  });
  readonly nextPassage: Chunk | null = $derived.by(() =>
    nextPassage(this.documents.used, this.#examples, idSet(this.context.record.current.skippedChunkIds)),
  );

  async load(): Promise<void> {
    const kept = await records.all(this.context.id);
    this.#examples = kept
      .map(({ projectId: _project, ...example }) => example)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  async skipPassage(): Promise<void> {
    const passage = this.nextPassage;
    if (!passage) return;
    await this.context.record.change(({ skippedChunkIds }) => ({
      skippedChunkIds: [...skippedChunkIds, passage.id],
    }));
  }

  /**
   * The first questions a person types only test: they are worth most there, and without some 50 no verdict can be drawn.
   * Later ones are split like all pairs.
   */
  async addQuestion(chunkId: string, question: string): Promise<void> {
    const chunk = this.documents.chunks.find(({ id }) => id === chunkId);
    const anchor = question.trim();
    if (!chunk || !anchor) return;
    const testing = this.#examples.filter((example) => isReal(example) && example.assigned === 'test').length;
    await this.add([
      {
        id: crypto.randomUUID(),
        anchor,
        positive: chunk.text,
        source: 'person',
        chunkId,
        documentId: chunk.documentId,
        status: 'accepted',
        split: 'train',
        ...(testing < questionsKeptToTest ? { assigned: 'test' as const } : {}),
        createdAt: Date.now(),
      },
    ]);
  }

  /** Adds and splits; one that is known already is replaced where it stands. */
  add(examples: readonly Example[]): Promise<void> {
    return this.#change((known) => withAdded(known, examples));
  }

  /** Adds while a writer works, unsplit: `settle` follows when it is done. */
  addUnsplit(examples: readonly Example[]): Promise<void> {
    const add = async () => {
      if (examples.length === 0) return;
      const next = withAdded(this.#examples, examples);
      const added = idSet(examples.map(({ id }) => id));
      await records.put(...next.filter(({ id }) => added.has(id)).map((example) => this.#record(example)));
      this.#examples = next;
      await this.#noteCount();
    };
    return this.#enqueue(add);
  }

  remove(ids: readonly string[]): Promise<void> {
    const gone = idSet(ids);
    return this.#enqueue(async () => {
      await records.remove(this.context.id, [...ids]);
      this.#examples = this.#examples.filter(({ id }) => !gone.has(id));
      await this.#noteCount();
    });
  }

  /** After documents were cut anew. */
  follow(before: readonly Chunk[], after: readonly Chunk[]): Promise<void> {
    if (before === after || this.#examples.length === 0) return Promise.resolve();
    return this.#change((known) => followChunks(known, before, after));
  }

  splitAgain(): Promise<void> {
    return this.#change((known) => known);
  }

  /** After a writer's work: what was asked twice is set aside, and all are split. */
  settle(): Promise<void> {
    return this.#change((known) => {
      const duplicates = findDuplicates(known);
      return known.map((example) =>
        duplicates.has(example.id) && !isReal(example)
          ? { ...example, status: 'rejected', reason: 'duplicate' }
          : example,
      );
    });
  }

  /** A passage that a person changes is no longer the chunk's text: the pair keeps its own. */
  edit(id: string, change: { anchor?: string; positive?: string }): Promise<void> {
    return this.#change((known) =>
      known.map((example) => (example.id === id ? { ...example, ...change, edited: true } : example)),
    );
  }

  async reject(ids: string[]): Promise<void> {
    const set = idSet(ids);
    const before = this.#examples.filter(({ id }) => set.has(id));
    await this.#change((known) =>
      known.map((example) =>
        set.has(example.id) ? { ...withoutReason(example), status: 'rejected' } : example,
      ),
    );
    const undo = () => this.add(before);
    if (ids.length === 1) this.context.notices.say('example-rejected', {}, undo);
    else this.context.notices.say('examples-rejected', { n: ids.length }, undo);
  }

  restore(ids: string[]): Promise<void> {
    const set = idSet(ids);
    return this.#change((known) =>
      known.map((example) =>
        set.has(example.id) ? { ...withoutReason(example), status: 'accepted' } : example,
      ),
    );
  }

  /** Writes what differs, in one transaction, then shows it. */
  #change(change: (examples: readonly Example[]) => readonly Example[]): Promise<void> {
    return this.#enqueue(async () => {
      const next = splitExamples(change(this.#examples), this.documents.chunks, splitSeed);
      const before = Object.fromEntries(this.#examples.map((example) => [example.id, example]));
      const changed = next.filter((example) => !same(before[example.id], example));
      if (changed.length > 0) await records.put(...changed.map((example) => this.#record(example)));
      this.#examples = next;
      await this.#noteCount();
    });
  }

  async #noteCount(): Promise<void> {
    await this.context.record.change({ pairs: this.counts.accepted });
  }

  #record(example: Example): ExampleRecord {
    if (!example.id) throw new HoneError('unexpected', { message: 'a pair without id' });
    return { ...($state.snapshot(example) as Example), projectId: this.context.id };
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work, work);
    this.#queue = done;
    return done;
  }
}

/** What tells pairs of one millisecond apart, so that they are read back in the order in which they were added. */
const tick = 0.001;

function withAdded(known: readonly Example[], added: readonly Example[]): readonly Example[] {
  const places = Object.fromEntries(known.map(({ id }, place) => [id, place]));
  const next = [...known];
  for (const example of added) {
    const place = places[example.id];
    const last = next.at(-1)?.createdAt ?? 0;
    if (place !== undefined) next[place] = { ...example, createdAt: known[place]!.createdAt };
    else next.push({ ...example, createdAt: Math.max(example.createdAt, last + tick) });
  }
  return next;
}

function withoutReason({ reason: _reason, ...example }: Example): Example {
  return example;
}

const same = (a: Example | undefined, b: Example): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));

export function count(examples: readonly Example[]): PairCounts {
  const bySource: Record<ExampleSource, number> = { person: 0, import: 0, model: 0, rules: 0 };
  const bySplit: Record<Split, number> = { train: 0, dev: 0, test: 0 };
  const counts = { accepted: 0, rejected: 0, bySource, bySplit, real: 0 };
  for (const example of examples) {
    counts[example.status]++;
    if (example.status === 'rejected') continue;
    bySource[example.source]++;
    bySplit[example.split]++;
    if (isReal(example)) counts.real++;
  }
  return counts;
}
