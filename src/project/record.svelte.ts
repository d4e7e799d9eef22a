import { collection } from '../storage/collection';
import type { ChunkingOptions } from '../documents/types';
import type { BaseModelReference } from '../models/types';
import type { RowSetting } from '../pairs/rows/row';
import type { WriterSettings } from '../pairs/types';
import type { TrainingArguments } from '../training/types';
import type { DatasetKind } from './labelled-contract';

/** A question writer at work: chunk by chunk, so that a closed tab goes on with the next. */
export interface WritingRecord {
  /** Without key: that is kept in the settings only. */
  settings: WriterSettings;
  doneChunkIds: string[];
}

/** One project's settings and the fingerprints of what went into each finished step. */
export interface ProjectRecord {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
  /** Set when removed; gone for good at the next start. */
  removedAt?: number;
  documents: number;
  pairs: number;
  /** Accepted rows with labels, and what they have in common; absent until there were any. */
  rows?: number;
  rowSetting?: RowSetting;
  /** What the person chose to train on. */
  dataset?: DatasetKind;
  chunking: ChunkingOptions;
  excludedChunkIds: string[];
  skippedChunkIds: string[];
  baseModel: BaseModelReference;
  /** What the person changed; the rest is as the model and the defaults say. */
  arguments: Partial<TrainingArguments>;
  mix: number;
  /** Undefined: none is at work. */
  writing?: WritingRecord | undefined;
  /** The sample project is on its way to the verdict. */
  sampleUnfinished?: boolean;
  /** What the last writing read, the last training, evaluation, advice and index used (see steps.ts). */
  inputs: { pairs?: string; train?: string; evaluate?: string; advise?: string; use?: string };
}

export const projectRecords = collection<ProjectRecord>('projects');

/** The open project's record: every change is written before it is shown, one after the other. */
export class RecordState {
  #record: ProjectRecord;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(record: ProjectRecord) {
    this.#record = $state.raw(record);
  }

  get current(): ProjectRecord {
    return this.#record;
  }

  change(
    change: Partial<ProjectRecord> | ((record: ProjectRecord) => Partial<ProjectRecord>),
  ): Promise<void> {
    const write = async () => {
      const changes = typeof change === 'function' ? change(this.#record) : change;
      const next = { ...this.#record, ...changes, updatedAt: Date.now() };
      await projectRecords.put(next);
      this.#record = next;
    };
    const written = this.#queue.then(write, write);
    this.#queue = written;
    return written;
  }

  /** Reads what another tab wrote. */
  async readAgain(): Promise<void> {
    this.#record = (await projectRecords.get(this.#record.id)) ?? this.#record;
  }

  /** Notes what a finished step was made from. */
  noteInput(step: keyof ProjectRecord['inputs'], input: string): Promise<void> {
    return this.change(({ inputs }) => ({ inputs: { ...inputs, [step]: input } }));
  }
}
