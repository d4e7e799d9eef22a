import { HoneError } from '../errors/hone-error';
import { readingFailure } from '../documents/reading-failure';
import type { ProjectContext } from './context';
import { failed, waiting, type DocumentRecord } from './document-records';
import type { JobControls, RunningJob } from './jobs.svelte';
import { isPicture, picturesAtOnce } from './pictures';
import type { Previews } from './previews.svelte';

const manyPages = 1000;

/** What reading needs of the documents. */
interface Shelf {
  records(): readonly DocumentRecord[];
  keep(...changed: DocumentRecord[]): Promise<void>;
  /** Files that are still to be added. */
  coming(): number;
  languages(name: string): string[];
  /** Keeps what was read, and its passages. */
  keepRead(record: DocumentRecord): Promise<void>;
  /** Told when reading is cancelled. */
  stopped(): void;
}

/**
 * Reads the waiting documents as one job, in their order, one after the other; pictures several at once, as many as there are
 * cores and memory for, since each is recognised by one thread.
 */
export class Reading {
  /** How far each document is that is being read, by its id. */
  #underWay = $state.raw<Readonly<Record<string, number>>>({});
  /** Of documents whose reading ended with another's, to be read again. */
  #again: readonly string[] = [];
  #busy: Promise<void> | null = null;
  /** Another document waits. */
  #wake = () => {};
  #done = 0;

  constructor(
    private readonly context: ProjectContext,
    private readonly previews: Previews,
    private readonly shelf: Shelf,
  ) {}

  /** 0 to 1; undefined where it is not being read. */
  fractionOf(id: string): number | undefined {
    return this.#underWay[id];
  }

  /** Ends the reading of a document that goes; the others that were being read begin anew. */
  end(id: string): void {
    if (this.#underWay[id] === undefined) return;
    this.#again = Object.keys(this.#underWay).filter((other) => other !== id);
    this.context.workers.extract.end();
  }

  /** Resolves when no document waits. */
  readWaiting(): Promise<void> {
    this.#wake();
    this.#busy ??= this.#readAll().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  async #readAll(): Promise<void> {
    if (!this.#nextWaiting()) return;
    this.#done = 0;
    let passed = Promise.resolve();
    let goOn = () => {};
    let cancelled = false;
    const controls: JobControls = {
      // The files at hand are finished: what was read of them would be lost otherwise.
      pause: () => {
        passed = new Promise((resolve) => (goOn = resolve));
      },
      resume: () => goOn(),
      cancel: () => {
        cancelled = true;
        this.shelf.stopped();
        goOn();
        this.context.workers.extract.end();
      },
    };
    await this.context.jobs.run('extract', 'documents', controls, async (job) => {
      let reading: readonly Promise<void>[] = [];
      for (;;) {
        await passed;
        if (cancelled) await this.#giveUpWaiting();
        const next = this.context.closed ? undefined : this.#nextWaiting();
        if (next && this.#mayJoin(next)) {
          const read: Promise<void> = this.#readOne(next, job).then(() => {
            reading = reading.filter((other) => other !== read);
          });
          // Awaited below; until then a failure must not count as unhandled.
          read.catch(() => undefined);
          reading = [...reading, read];
        } else if (reading.length > 0) {
          const woken = new Promise<void>((resolve) => (this.#wake = resolve));
          await Promise.race([...reading, woken]);
        } else return;
      }
    });
  }

  async #giveUpWaiting(): Promise<void> {
    const left = this.shelf.records().filter((record) => this.#isWaiting(record));
    const given = left.map((record) => failed(record, new HoneError('cancelled', { file: record.name })));
    await this.shelf.keep(...given);
  }

  #isWaiting({ id, state }: DocumentRecord): boolean {
    return state === 'waiting' && this.#underWay[id] === undefined;
  }

  #nextWaiting(): DocumentRecord | undefined {
    return this.shelf.records().find((record) => this.#isWaiting(record));
  }

  /** Whether it may be read now, beside what is being read. */
  #mayJoin(record: DocumentRecord): boolean {
    const others = this.shelf.records().filter(({ id }) => this.#underWay[id] !== undefined);
    if (others.length === 0) return true;
    return [record, ...others].every(isPicture) && others.length < picturesAtOnce();
  }

  #progress(id: string, fraction: number | undefined): void {
    const { [id]: before, ...others } = this.#underWay;
    this.#underWay = fraction === undefined ? others : { ...others, [id]: Math.max(before ?? 0, fraction) };
  }

  #show(job: RunningJob, note: string): void {
    const fractions = Object.values(this.#underWay);
    const left = this.shelf.records().filter((record) => this.#isWaiting(record)).length;
    const total = this.#done + fractions.length + this.shelf.coming() + left;
    job.setFraction(fractions.reduce((sum, one) => sum + one, this.#done) / Math.max(1, total), note);
  }

  async #readOne(record: DocumentRecord, job: RunningJob): Promise<void> {
    const { id, name } = record;
    this.#progress(id, 0);
    await this.shelf.keep({ ...record, state: 'reading' });
    try {
      this.#show(job, name);
      const document = await this.context.workers.extract.call((worker, listen) =>
        worker.readKept(
          { name, projectId: this.context.id, id },
          { ocrLanguages: this.shelf.languages(name), ocrEngine: this.context.app.settings.ocrEngine },
          listen((progress) => {
            this.#progress(id, progress.done / Math.max(1, progress.total));
            this.#show(job, name);
          }),
          listen((elements) => this.previews.add(id, { elements })),
        ),
      );
      // What a book leaves behind in a worker is as much as the book.
      if (document.pages.length > manyPages) this.context.workers.extract.renew();
      if (!this.#isKnown(id) || this.context.closed) return;
      await this.shelf.keepRead({ ...waiting(record), state: 'read', document });
    } catch (thrown) {
      const again = this.#again.includes(id);
      this.#again = this.#again.filter((other) => other !== id);
      if (this.#isKnown(id) && !this.context.closed)
        await this.shelf.keep(again ? waiting(record) : failed(record, readingFailure(thrown, name)));
    } finally {
      this.#done++;
      this.previews.remove(id);
      this.#progress(id, undefined);
    }
  }

  #isKnown(id: string): boolean {
    return this.shelf.records().some((record) => record.id === id);
  }
}
