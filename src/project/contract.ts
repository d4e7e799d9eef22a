/**
 * What the interface reads and calls; implemented by hone.svelte.ts and project.svelte.ts with Svelte 5 runes, so every
 * property below is reactive. Components hold no data of their own but what is being typed. Every action resolves only when
 * its change is in IndexedDB; a failure is shown as a notice (see `notices`), never thrown at a component.
 */
import type { ErrorCode, ErrorParameters } from '../errors/hone-error';
import type { OcrChoice } from '../documents/ocr/choice';
import type { Correction } from '../documents/corrections';
import type { Chunk, ChunkingOptions, DocumentPreview, DocumentSummary, Element } from '../documents/types';
import type { Backend, RuntimeOptions } from '../engine/types';
import type { Evaluation, PassageComparison, SearchHits, SystemName, TuneAdvice } from '../evaluation/types';
import type { BaseModelReference } from '../models/types';
import type { DataTrap } from '../pairs/rows/traps';
import type { Example, ExampleSource, Split } from '../pairs/types';
import type { DataShape } from '../training/losses/fit';
import type { DeviceInfo, SizeName, SpeedReport, SpeedRow } from '../training/speed/types';
import type { DevLog, StepLog, TrainingArguments, TrainResult } from '../training/types';
import type { BackendTimes, ModelInfo, WriterSettings } from '../../workers/types';
import type { ColumnFacts, DatasetKind, LabelledRowsOf, RowMapping } from './labelled-contract';

export type Language = 'en' | 'zh';
export type Theme = 'system' | 'light' | 'dark';

export const stepNames = ['documents', 'pairs', 'train', 'evaluate', 'use'] as const;
export type StepName = (typeof stepNames)[number];
/** stale: finished once, but something before it changed since. */
export type StepState = 'empty' | 'ready' | 'running' | 'done' | 'stale';

export type JobKind =
  | 'extract'
  | 'write'
  | 'train'
  | 'advise'
  | 'compare'
  | 'evaluate'
  | 'index'
  | 'bundle'
  | 'download'
  | 'sample';

/** A long piece of work; lives in the project, not in a page, so it survives a change of page. */
export interface Job {
  id: string;
  kind: JobKind;
  step: StepName;
  state: 'running' | 'paused' | 'failed';
  /** 0 to 1, never goes back. */
  fraction: number;
  /** What is being worked on: a file, a page, a chunk. */
  note: string;
  /** null: not yet known. */
  secondsLeft: number | null;
  canPause: boolean;
  error?: { code: ErrorCode; parameters: ErrorParameters };
}

/** Shown in the corner; `undo` is offered for a while where there is one. */
export interface Notice {
  id: string;
  kind: 'info' | 'error';
  /** A key of the messages (src/app/i18n) for info, an ErrorCode for errors. */
  code: NoticeCode | ErrorCode;
  parameters: ErrorParameters;
  undo?: () => Promise<void>;
}

export type NoticeCode =
  | 'no-files'
  | 'document-removed'
  | 'document-duplicate'
  | 'documents-duplicate'
  | 'document-replaced'
  | 'documents-replaced'
  | 'chunk-excluded'
  | 'example-rejected'
  | 'examples-rejected'
  | 'example-removed'
  | 'project-removed'
  | 'pairs-imported'
  | 'rows-imported'
  | 'rows-rejected'
  | 'rows-removed'
  | 'training-finished'
  | 'training-resumed'
  | 'device-lost'
  | 'memory-short'
  | 'bundle-ready'
  | 'update-available';

export interface LedgerEntry {
  /** Milliseconds since 1970. */
  time: number;
  url: string;
  /** Bytes sent in the request's body. */
  bytes: number;
  /** Why: 'gemini', 'openai', 'hub', 'ocr'. */
  purpose: string;
}

export interface Machine {
  cores: number;
  crossOriginIsolated: boolean;
  /** null until measured by `measureMachine()`; kept between visits. */
  backend: BackendTimes | null;
  webgpuAdapter: string | null;
  /** Whether that adapter computes in float16. */
  halfPrecision: boolean;
  storage: { usedBytes: number; quotaBytes: number; persistent: boolean };
  offlineReady: boolean;
}

/** 'Speed of this device'. */
export interface DeviceSpeed {
  readonly state: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly device: DeviceInfo | null;
  readonly rows: readonly SpeedRow[];
  /** 0 to 1, never goes back. */
  readonly fraction: number;
  /** What is being measured: a backend and a row. */
  readonly now: { backend: Backend; key: SpeedRow['key'] } | null;
  readonly error: { code: ErrorCode; parameters: ErrorParameters } | null;
  /** Once all is measured. */
  readonly report: SpeedReport | null;
  /** Measures on WASM, then on WebGPU where there is one; stays on this device. */
  start(size: SizeName | 'auto'): Promise<void>;
  cancel(): void;
}

export interface Settings {
  language: Language;
  theme: Theme;
  runtime: RuntimeOptions;
  /** Keys stay in IndexedDB on this device and are never part of an export. */
  gemini: { key: string; model: string };
  openai: { endpoint: string; key: string; model: string };
  questionsPerChunk: number;
  /** Who reads pictures of text. */
  ocrEngine: OcrChoice;
  /** Languages of scans besides those that are looked for by themselves, as tesseract calls them; each is at hand. */
  ocrLanguages: string[];
  /** Hosts the person has switched on; Content-Security-Policy and ledger go by them. */
  allowedHosts: string[];
}

/** Languages that scans are read in, by tesseract's names; which are chosen is a setting. */
export interface OcrLanguages {
  /** Brought by the person, kept on this device. */
  readonly kept: readonly { language: string; bytes: number }[];
  readonly fetching: { language: string; fraction: number } | null;
  choose(language: string, chosen: boolean): Promise<void>;
  /** Files such as deu.traineddata.gz; each is checked, kept and chosen. */
  add(files: File[]): Promise<void>;
  /** From where it is published, once the person has switched on that host. */
  fetch(language: string): Promise<void>;
  remove(language: string): Promise<void>;
}

export interface ProjectSummary {
  id: string;
  name: string;
  updatedAt: number;
  documents: number;
  pairs: number;
  /** With labels. */
  rows: number;
}

/** The application: machine, settings, projects. `import { hone } from '../project/hone.svelte'`. */
export interface Hone {
  /** false while IndexedDB is being read at start. */
  readonly ready: boolean;
  readonly settings: Settings;
  readonly machine: Machine;
  readonly speed: DeviceSpeed;
  readonly ocrLanguages: OcrLanguages;
  readonly ledger: readonly LedgerEntry[];
  readonly projects: readonly ProjectSummary[];
  readonly project: Project | null;
  readonly notices: readonly Notice[];
  /** Set when a new version of the app waits; `applyUpdate` is refused while a job runs. */
  readonly updateWaiting: boolean;
  start(): Promise<void>;
  changeSettings(change: Partial<Settings>): Promise<void>;
  measureMachine(): Promise<void>;
  requestPersistence(): Promise<void>;
  /** Asks the browser again how much is stored. */
  readStorage(): Promise<void>;
  createProject(name: string): Promise<void>;
  openProject(id: string): Promise<void>;
  closeProject(): void;
  renameProject(id: string, name: string): Promise<void>;
  /** Undoable by its notice. */
  removeProject(id: string): Promise<void>;
  /** One click: makes a project of public/sample and runs every step to the verdict. */
  runSample(): Promise<void>;
  /** Of a folder with nothing in it. */
  sayNoFiles(): void;
  dismiss(noticeId: string): void;
  clearLedger(): Promise<void>;
  applyUpdate(): Promise<void>;
}

export interface DocumentEntry {
  id: string;
  name: string;
  bytes: number;
  mediaType: string;
  state: 'waiting' | 'reading' | 'read' | 'failed';
  fraction: number;
  /** What was read; its elements are asked for by the page. */
  document: DocumentSummary | null;
  /** What can be shown before that. */
  preview?: DocumentPreview;
  /** How many there are: as often can one be undone. */
  corrections: number;
  error?: { code: ErrorCode; parameters: ErrorParameters };
}

/** A document's text, its elements, or its tables as CSV and HTML. */
export type DocumentExport = 'markdown' | 'json' | 'tables';

export interface ExampleFilter {
  text: string;
  source: ExampleSource | 'all';
  status: 'accepted' | 'rejected' | 'all';
  split: Split | 'all';
}

export interface PairCounts {
  accepted: number;
  rejected: number;
  bySource: Record<ExampleSource, number>;
  bySplit: Record<Split, number>;
  real: number;
}

export interface ImportPreview {
  /** `columnsKnown`: it can be imported without the mapping (Hone's own export, or columns of known names). */
  files: { name: string; rows: number; columns: string[]; columnsKnown: boolean }[];
  /** Files that cannot be read at all; the others can be imported. */
  failed: ImportFailure[];
  columns: string[];
  /** Guessed; the person may change it. */
  mapping: ImportMapping;
  /** Where the columns are those of rows with labels, as guessed; else null. */
  rowMapping: RowMapping | null;
  facts: ColumnFacts[];
  sample: Record<string, string>[];
  badRows: { file: string; line: number }[];
}

/** A file of which nothing was imported, and why. */
export interface ImportFailure {
  file: string;
  error: { code: ErrorCode; parameters: ErrorParameters };
}

export interface ImportMapping {
  anchor: string;
  positive: string;
  negatives: string[];
  /** 'auto': split like all others. 'test': these questions are used only to test. */
  split: 'auto' | Split;
}

/** What titles before the text do on the dev questions. */
export interface ContextEffect extends PassageComparison {
  /** Whether the questions are real; else generated ones. */
  real: boolean;
  /** Documents, questions or models changed since. */
  stale: boolean;
}

export interface TrainingRun {
  runId: string;
  /** What it trained on; absent in runs kept by earlier versions: pairs. */
  dataset?: DatasetKind;
  state: 'running' | 'paused' | 'stopped' | 'finished' | 'failed' | 'interrupted';
  arguments: TrainingArguments;
  step: number;
  totalSteps: number;
  epoch: number;
  steps: StepLog[];
  dev: DevLog[];
  /** Whether the dev questions are real; else curves say 'fit to generated questions, not quality'. */
  devIsReal: boolean;
  backend: Backend | null;
  threads: number;
  secondsLeft: number | null;
  result: TrainResult | null;
  /** Some training pairs came from the rules: the mix starts at 0.5. */
  trainedOnRules: boolean;
  error?: { code: ErrorCode; parameters: ErrorParameters };
}

export interface Project {
  readonly id: string;
  readonly name: string;
  /** Another tab holds the project: here it is shown, and every change is refused until that tab lets it go. */
  readonly openElsewhere: boolean;
  readonly steps: Readonly<Record<StepName, StepState>>;
  readonly jobs: readonly Job[];

  pauseJob(id: string): void;
  resumeJob(id: string): void;
  cancelJob(id: string): void;

  // Documents
  readonly documents: readonly DocumentEntry[];
  readonly chunks: readonly Chunk[];
  readonly excludedChunkIds: ReadonlySet<string>;
  readonly chunking: ChunkingOptions;
  /** Files of any kind; each is read on its own, a failed one stops no other. Duplicates (by hash) are said and skipped. `onFirst` is told the first of them at once. */
  addFiles(files: File[], onFirst?: (documentId: string) => void): Promise<void>;
  retryDocuments(ids: readonly string[]): Promise<void>;
  removeDocument(id: string): Promise<void>;
  /** Kept when the document is read again; 'undo' takes the last one back. */
  correctDocument(id: string, correction: Correction | 'undo'): Promise<void>;
  /** One document's text or elements as a file, all else as a ZIP; null where there is nothing to save. */
  exportDocuments(ids: readonly string[], what: DocumentExport): Promise<Blob | null>;
  changeChunking(options: ChunkingOptions): Promise<void>;
  setChunkExcluded(chunkId: string, excluded: boolean): Promise<void>;
  /** Titles before the text, compared on the dev questions. */
  readonly contextEffect: ContextEffect | null;
  compareContext(): Promise<void>;
  /** Looks how many pages a document that is not read yet has: its `preview` then shows them. */
  glanceAt(documentId: string): Promise<void>;
  /** Reads the elements of a document's page: `elementsOn` then has them. */
  showPage(documentId: string, page: number): Promise<void>;
  /** Those that stand on a page, as read, with the person's corrections; null until they are there. */
  elementsOn(documentId: string, page: number): readonly Element[] | null;
  /** null for formats without pages. */
  renderPage(documentId: string, page: number, width: number): Promise<ImageBitmap | null>;

  // Pairs
  readonly examples: readonly Example[];
  readonly counts: PairCounts;
  readonly splitByDocument: boolean;
  write(settings: WriterSettings): Promise<void>;
  /** The next passage for the person to ask about; null when all have been asked about or skipped. */
  readonly nextPassage: Chunk | null;
  skipPassage(): void;
  addQuestion(chunkId: string, question: string): Promise<void>;
  editExample(id: string, change: { anchor?: string; positive?: string }): Promise<void>;
  rejectExamples(ids: string[]): Promise<void>;
  restoreExamples(ids: string[]): Promise<void>;
  previewImport(files: File[]): Promise<ImportPreview>;
  /** Imports what can be imported; resolves to the files of which nothing was. */
  importPairs(files: File[], mapping: ImportMapping): Promise<ImportFailure[]>;
  exportPairs(format: 'csv' | 'json' | 'jsonl'): Promise<Blob>;

  /** Rows with labels, beside the pairs. */
  readonly labelled: LabelledRowsOf;
  /** What is trained on. */
  readonly dataset: DatasetKind;
  chooseDataset(dataset: DatasetKind): Promise<void>;
  /** Traps that show in what is trained on. */
  readonly dataTraps: readonly DataTrap[];

  // 'Should I tune?'
  readonly advice: TuneAdvice | null;
  advise(): Promise<void>;

  // Train
  readonly baseModel: BaseModelReference;
  readonly modelInfo: ModelInfo | null;
  /** Why the base model could not be read; null while it is being read and once it has been. */
  readonly modelProblem: { code: ErrorCode; parameters: ErrorParameters } | null;
  /** Models offered without network: served ones and dropped folders. */
  readonly availableModels: readonly { reference: BaseModelReference; name: string }[];
  chooseModel(reference: BaseModelReference): Promise<void>;
  /** Reads the base model again after a failure; documents that waited for its tokenizer are chunked. */
  retryModel(): Promise<void>;
  addModelFolder(files: File[]): Promise<void>;
  readonly trainingArguments: TrainingArguments;
  /** What the rows to train on are like: which losses fit. */
  readonly trainingShape: DataShape;
  changeTrainingArguments(change: Partial<TrainingArguments>): Promise<void>;
  readonly run: TrainingRun | null;
  startTraining(): Promise<void>;
  /** After a closed tab: goes on from the last checkpoint. */
  resumeTraining(): Promise<void>;
  stopTraining(): Promise<void>;

  // Evaluate and use
  /** 0 base .. 1 tuned; weights are averaged. 0.5 at first when rule-made pairs were trained on. */
  readonly mix: number;
  setMix(mix: number): Promise<void>;
  readonly evaluation: Evaluation | null;
  evaluate(): Promise<void>;
  /** Embeds the chunks for search, if not done yet, and searches; null when that failed, which a notice says. */
  search(query: string, systems: SystemName[], dimension: number, top: number): Promise<SearchHits | null>;
  bundle(dimension: number): Promise<Blob | null>;
}
