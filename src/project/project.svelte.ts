import type { Correction } from '../documents/corrections';
import type { Chunk, ChunkingOptions, Element } from '../documents/types';
import type { Evaluation, SearchHits, SystemName, TuneAdvice } from '../evaluation/types';
import type { BaseModelReference } from '../models/types';
import type { DataTrap } from '../pairs/rows/traps';
import type { Example, WriterSettings } from '../pairs/types';
import type { DataShape } from '../training/losses/fit';
import type { TrainingArguments } from '../training/types';
import type { ModelInfo } from '../../workers/types';
import { act, type ProjectContext, type ProjectSurroundings } from './context';
import type {
  ContextEffect,
  DocumentEntry,
  DocumentExport,
  ImportFailure,
  ImportMapping,
  ImportPreview,
  Job,
  PairCounts,
  Project,
  StepName,
  StepState,
  TrainingRun,
} from './contract';
import { exportDocuments } from './export-documents';
import { idSet } from './ids';
import { Jobs } from './jobs.svelte';
import type { DatasetKind } from './labelled-contract';
import { LabelledActions } from './labelled.svelte';
import { lockProject, type ProjectLock } from './lock';
import type { OfferedModel } from './models.svelte';
import type { Notices } from './notices.svelte';
import { RecordState, type ProjectRecord } from './record.svelte';
import { ProjectSteps } from './project-steps.svelte';
import { removeDocument } from './documents.svelte';
import { runSample } from './sample';
import type { Workers } from './workers';

/** One open project as the interface sees it: every action is refused while another tab has the project, and never throws. */
export class OpenProject implements Project {
  readonly context: ProjectContext;
  readonly parts: ProjectSteps;
  readonly labelled: LabelledActions;
  #openElsewhere = $state(false);
  #lock: ProjectLock | null = null;
  #closed = false;

  constructor(record: ProjectRecord, app: ProjectSurroundings, notices: Notices, workers: Workers) {
    const isElsewhere = () => this.#openElsewhere;
    const isClosed = () => this.#closed;
    this.context = {
      id: record.id,
      record: new RecordState(record),
      jobs: new Jobs(),
      notices,
      workers,
      app,
      get openElsewhere() {
        return isElsewhere();
      },
      get closed() {
        return isClosed();
      },
    };
    this.parts = new ProjectSteps(this.context);
    this.labelled = new LabelledActions(this.context, this.parts);
  }

  /** Reads what is kept. Resolves before anything long begins again. */
  async load(): Promise<void> {
    await this.parts.load();
    await new Promise<void>((known) => {
      this.#lock = lockProject(this.id, (held) => {
        const wasElsewhere = this.#openElsewhere;
        this.#openElsewhere = !held;
        known();
        if (!held) this.parts.training.watch();
        if (held && !this.#closed) void this.context.notices.attempt(() => this.#goOn(wasElsewhere));
      });
    });
  }

  /** What a closed tab left unfinished; training waits for `resumeTraining`, but goes on where it was seen at work here. */
  async #goOn(changedElsewhere: boolean): Promise<void> {
    const seen = this.run;
    if (changedElsewhere) {
      await this.context.record.readAgain();
      await this.parts.load();
    }
    await this.parts.goOn();
    if (changedElsewhere) await this.parts.training.takeOver(seen);
  }

  /** Ends what runs; it goes on when the project is opened again. */
  close(): void {
    this.#closed = true;
    this.#lock?.release();
    this.parts.end();
  }

  get id(): string {
    return this.context.id;
  }

  get name(): string {
    return this.context.record.current.name;
  }

  get openElsewhere(): boolean {
    return this.#openElsewhere;
  }

  get steps(): Readonly<Record<StepName, StepState>> {
    return this.parts.states;
  }

  get jobs(): readonly Job[] {
    return this.context.jobs.list;
  }

  pauseJob(id: string): void {
    this.context.jobs.pause(id);
  }

  resumeJob(id: string): void {
    this.context.jobs.resume(id);
  }

  cancelJob(id: string): void {
    this.context.jobs.cancel(id);
  }

  // Documents

  get documents(): readonly DocumentEntry[] {
    return this.parts.documents.entries;
  }

  get chunks(): readonly Chunk[] {
    return this.parts.documents.chunks;
  }

  get excludedChunkIds(): ReadonlySet<string> {
    return this.parts.documents.excluded;
  }

  get chunking(): ChunkingOptions {
    return this.parts.documents.chunking;
  }

  async addFiles(files: File[], onFirst?: (id: string) => void): Promise<void> {
    await this.#act(() => this.parts.documents.add(files, onFirst));
  }

  async retryDocuments(ids: readonly string[]): Promise<void> {
    await this.#act(() => this.parts.documents.retry(idSet(ids)));
  }

  async removeDocument(id: string): Promise<void> {
    await this.#act(() => removeDocument(this.context, this.parts.documents, id));
  }

  async correctDocument(id: string, correction: Correction | 'undo'): Promise<void> {
    await this.#act(() => this.parts.documents.correct(id, correction));
  }

  async exportDocuments(ids: readonly string[], what: DocumentExport): Promise<Blob | null> {
    const wanted = idSet(ids);
    const entries = this.documents.filter(({ id }) => wanted.has(id));
    const documentOf = (id: string) => this.parts.documents.pages.parted(id);
    return (await this.context.notices.attempt(() => exportDocuments(entries, what, documentOf))) ?? null;
  }

  async changeChunking(options: ChunkingOptions): Promise<void> {
    await this.#act(() => this.parts.documents.changeChunking(options));
  }

  async setChunkExcluded(chunkId: string, excluded: boolean): Promise<void> {
    await this.#act(async () => {
      await this.parts.documents.setExcluded(chunkId, excluded);
      if (excluded)
        this.context.notices.say('chunk-excluded', {}, () =>
          this.parts.documents.setExcluded(chunkId, false),
        );
    });
  }

  get contextEffect(): ContextEffect | null {
    return this.parts.contextEffect;
  }

  async compareContext(): Promise<void> {
    await this.#act(() => this.parts.compareContext());
  }

  async glanceAt(documentId: string): Promise<void> {
    await this.context.notices.attempt(() => this.parts.documents.pages.glance(documentId));
  }

  async showPage(documentId: string, page: number): Promise<void> {
    await this.context.notices.attempt(() => this.parts.documents.pages.show(documentId, page));
  }

  elementsOn(documentId: string, page: number): readonly Element[] | null {
    return this.parts.documents.pages.elementsOn(documentId, page);
  }

  async renderPage(documentId: string, page: number, width: number): Promise<ImageBitmap | null> {
    const bitmap = await this.context.notices.attempt(() =>
      this.parts.documents.pages.render(documentId, page, width),
    );
    return bitmap ?? null;
  }

  // Pairs

  get examples(): readonly Example[] {
    return this.parts.pairs.examples;
  }

  get counts(): PairCounts {
    return this.parts.pairs.counts;
  }

  get splitByDocument(): boolean {
    return this.parts.pairs.splitByDocument;
  }

  async write(settings: WriterSettings): Promise<void> {
    await this.#act(() => this.parts.writing.start(settings));
  }

  get nextPassage(): Chunk | null {
    return this.parts.pairs.nextPassage;
  }

  skipPassage(): void {
    void this.#act(() => this.parts.pairs.skipPassage());
  }

  async addQuestion(chunkId: string, question: string): Promise<void> {
    await this.#act(() => this.parts.pairs.addQuestion(chunkId, question));
  }

  async editExample(id: string, change: { anchor?: string; positive?: string }): Promise<void> {
    await this.#act(() => this.parts.pairs.edit(id, change));
  }

  async rejectExamples(ids: string[]): Promise<void> {
    await this.#act(() => this.parts.pairs.reject(ids));
  }

  async restoreExamples(ids: string[]): Promise<void> {
    await this.#act(() => this.parts.pairs.restore(ids));
  }

  async previewImport(files: File[]): Promise<ImportPreview> {
    const preview = await this.context.notices.attempt(() => this.parts.exchange.preview(files));
    return preview ?? this.parts.exchange.nothing;
  }

  async importPairs(files: File[], mapping: ImportMapping): Promise<ImportFailure[]> {
    return (await this.#act(() => this.parts.exchange.import(files, mapping))) ?? [];
  }

  exportPairs(format: 'csv' | 'json' | 'jsonl'): Promise<Blob> {
    return Promise.resolve(this.parts.exchange.export(format));
  }

  get dataset(): DatasetKind {
    return this.parts.dataset;
  }

  async chooseDataset(dataset: DatasetKind): Promise<void> {
    await this.#act(() => this.parts.chooseDataset(dataset));
  }

  get dataTraps(): readonly DataTrap[] {
    return this.parts.traps;
  }

  // 'Should I tune?'

  get advice(): TuneAdvice | null {
    return this.parts.evaluating.advice;
  }

  async advise(): Promise<void> {
    await this.#act(() => this.parts.advise());
  }

  // Train

  get baseModel(): BaseModelReference {
    return this.parts.models.base;
  }

  get modelInfo(): ModelInfo | null {
    return this.parts.models.info;
  }

  get modelProblem(): Project['modelProblem'] {
    return this.parts.models.problem;
  }

  get availableModels(): readonly OfferedModel[] {
    return this.parts.models.offered;
  }

  async chooseModel(reference: BaseModelReference): Promise<void> {
    await this.#act(() => this.parts.chooseModel(reference));
  }

  async retryModel(): Promise<void> {
    await this.#act(() => this.parts.retryModel());
  }

  async addModelFolder(files: File[]): Promise<void> {
    await this.#act(async () => this.parts.chooseModel(await this.parts.models.addFolder(files)));
  }

  get trainingArguments(): TrainingArguments {
    return this.parts.trainingArguments;
  }

  get trainingShape(): DataShape {
    return this.parts.trainingShape;
  }

  async changeTrainingArguments(change: Partial<TrainingArguments>): Promise<void> {
    await this.#act(() => this.parts.changeTrainingArguments(change));
  }

  get run(): TrainingRun | null {
    return this.parts.training.run;
  }

  async startTraining(): Promise<void> {
    await this.#act(() => this.parts.startTraining());
  }

  async resumeTraining(): Promise<void> {
    await this.#act(() => this.parts.training.resume());
  }

  async stopTraining(): Promise<void> {
    await this.#act(async () => this.parts.training.stop());
  }

  // Evaluate and use

  get mix(): number {
    return this.context.record.current.mix;
  }

  async setMix(mix: number): Promise<void> {
    await this.#act(() => this.context.record.change({ mix: Math.min(1, Math.max(0, mix)) }));
  }

  get evaluation(): Evaluation | null {
    return this.parts.evaluating.evaluation;
  }

  async evaluate(): Promise<void> {
    await this.#act(() => this.parts.evaluate());
  }

  async search(
    query: string,
    systems: SystemName[],
    dimension: number,
    top: number,
  ): Promise<SearchHits | null> {
    const hits = await this.context.notices.attempt(() =>
      this.parts.evaluating.search(query, systems, dimension, top, this.parts.measured),
    );
    return hits ?? null;
  }

  async bundle(dimension: number): Promise<Blob | null> {
    const zip = await this.context.notices.attempt(() => this.parts.bundle(dimension));
    return zip ?? null;
  }

  async runSample(): Promise<void> {
    await this.context.record.change({ sampleUnfinished: true });
    await this.#act(() => runSample(this.context, this.parts));
  }

  async #act<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act(this.context, work);
    } finally {
      this.context.app.storageChanged();
    }
  }
}
