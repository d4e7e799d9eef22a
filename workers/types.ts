import type { LabelledRowSet } from '../src/bundle/contents';
import type { OnProgress } from '../src/errors/progress';
import type { Unpacked } from '../src/documents/packed/archive';
import type { OcrChoice } from '../src/documents/ocr/choice';
import type { Correction } from '../src/documents/corrections';
import type { KeptDocument } from '../src/documents/kept-elements';
import type {
  Chunk,
  ChunkingOptions,
  DocumentSummary,
  Element,
  PageInfo,
  ReadDocument,
} from '../src/documents/types';
import type { RuntimeOptions, Backend } from '../src/engine/types';
import type { DevQuestions } from '../src/evaluation/dev-ndcg';
import type {
  Evaluation,
  EvaluationSet,
  LabelledEvaluation,
  PassageComparison,
  SearchHits,
  SystemName,
  TuneAdvice,
} from '../src/evaluation/types';
import type {
  BaseModelReference,
  EncoderConfig,
  ModelReference,
  Pooling,
  Prompts,
} from '../src/models/types';
import type { Example, WriterSettings, Written } from '../src/pairs/types';
import type { DeviceInfo, SpeedReport, SpeedRequest, SpeedRow } from '../src/training/speed/types';
import type {
  LabelledMetric,
  TrainingExample,
  TrainJob,
  TrainProgress,
  TrainResult,
} from '../src/training/types';

/** Errors cross the worker boundary as codes (workers/transfer.ts). Long calls end with 'cancelled' after `cancel()`. */

export interface ReadOptions {
  /** Languages for OCR, tesseract's names, the first weighs most: ['chi_sim', 'eng']. */
  ocrLanguages: string[];
  /** Absent: automatic. */
  ocrEngine?: OcrChoice;
  /** Milliseconds that opening a PDF and reading one of its pages may take; absent: 30 s and 20 s. */
  patience?: { open: number; page: number };
}

/** A file's bytes, or where in storage the worker finds them. */
export type FileSource = { name: string; bytes: ArrayBuffer } | KeptFileSource;

export interface KeptFileSource {
  name: string;
  projectId: string;
  id: string;
}

export interface ExtractWorker {
  /** `onFirstPages` is told once of the first pages of a long document, long before the rest is read. */
  read(
    file: FileSource,
    options: ReadOptions,
    onProgress: OnProgress,
    onFirstPages?: (elements: Element[]) => void,
  ): Promise<ReadDocument>;
  /** As `read`, of a file in storage: its elements are kept there too, in parts. */
  readKept(
    file: KeptFileSource,
    options: ReadOptions,
    onProgress: OnProgress,
    onFirstPages?: (elements: Element[]) => void,
  ): Promise<DocumentSummary>;
  /**
   * The files in a zip or attached to an e-mail from the `from`th on, as many as fit at once; null for any other file.
   * Names have the folders within the archive.
   */
  unpack(file: File, from: number): Promise<Unpacked | null>;
  chunk(
    documents: { id: string; name: string; identity: string; document: ReadDocument }[],
    model: BaseModelReference,
    options: ChunkingOptions,
  ): Promise<Chunk[]>;
  /** The chunks of a document in storage with a person's corrections; `onChunks` is told them in their order, some at a time. */
  chunkKept(
    document: KeptDocument & { name: string; identity: string; title: string },
    corrections: readonly Correction[],
    model: BaseModelReference,
    options: ChunkingOptions,
    onChunks: (chunks: Chunk[]) => void,
  ): Promise<void>;
  /**
   * Checks data of a language for tesseract, `file` by name, and keeps it on this device.
   * Throws 'ocr/bad-language', 'storage/quota'.
   */
  keepLanguage(language: string, file: string, data: ArrayBuffer): Promise<void>;
  /** Fetches a language from where it is published and keeps it. Throws also 'ocr/language-download'. */
  fetchLanguage(language: string, onProgress: OnProgress): Promise<void>;
  /** The page as a picture `width` pixels wide, for formats with pages; null when another file was asked for meanwhile. */
  renderPage(file: FileSource, page: number, width: number): Promise<ImageBitmap | null>;
  /** The sizes of its pages before it is read: a PDF's are taken to be like the first; [] for formats without pages. */
  glance(file: FileSource): Promise<PageInfo[]>;
  /** Starts what the first PDF needs, so that it is shown at once. */
  prepare(): void;
  cancel(): void;
}

export type { WriterSettings, Written };

export interface WriteWorker {
  /** Chunks whose ids are in `done` are skipped: that is how a job resumes. */
  write(
    chunks: Chunk[],
    done: string[],
    settings: WriterSettings,
    onWritten: (written: Written) => void,
    onProgress: OnProgress,
    onRequest: (url: string, bytes: number) => void,
  ): Promise<void>;
  cancel(): void;
}

export interface TrainWorker {
  /** Trains until done or `stop()`. Resumes from the run's last checkpoint where there is one. */
  train(job: TrainJob, onProgress: (progress: TrainProgress) => void): Promise<TrainResult>;
  pause(): void;
  resume(): void;
  /** Ends after the current step, with a checkpoint. */
  stop(): void;
}

export interface SpeedWorker {
  /** Rows as they come; ended by ending the worker. `tabBytes`: of the whole tab, where the browser says. */
  measure(
    request: SpeedRequest,
    onDevice: (device: DeviceInfo) => void,
    onRow: (row: SpeedRow) => void,
    onProgress: OnProgress,
    tabBytes: () => Promise<number | null>,
  ): Promise<SpeedReport>;
}

export interface ModelInfo {
  name: string;
  dimension: number;
  config: EncoderConfig;
  pooling: Pooling;
  /** The model's own. */
  prompts: Prompts;
  maxSeqLength: number;
  parameters: number;
  /** Matryoshka dimensions offered, e.g. [384, 256, 128, 64]. */
  dimensions: number[];
}

export interface BackendTimes {
  chosen: Backend;
  /** Seconds for one small layer forward and backward; null: not available here. */
  seconds: Record<Backend, number | null>;
  threads: number;
}

export interface EmbedWorker {
  chooseBackend(threads: number): Promise<BackendTimes>;
  describe(model: BaseModelReference, onProgress: OnProgress): Promise<ModelInfo>;
  /** Unit vectors at full dimension, row-major [texts, dimension]. */
  embed(
    model: ModelReference,
    texts: string[],
    kind: 'query' | 'document',
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<Float32Array>;
  advise(
    base: BaseModelReference,
    set: EvaluationSet,
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<TuneAdvice>;
  evaluate(
    base: BaseModelReference,
    tuned: ModelReference | null,
    set: EvaluationSet,
    dimensions: number[],
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<Evaluation>;
  /** The same questions over passages made `before` and `after` a change. Throws 'evaluation/no-queries'. */
  comparePassages(
    base: BaseModelReference,
    tuned: ModelReference | null,
    sets: { before: DevQuestions; after: DevQuestions },
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<PassageComparison>;
  /** Rows with labels, or triplets, by the evaluator that fits. Throws 'evaluation/no-queries' where there are none. */
  evaluateLabelled(
    base: BaseModelReference,
    tuned: ModelReference | null,
    set: LabelledTestSet,
    dimensions: number[],
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<LabelledEvaluation>;
  /** Embeds and keeps the chunks for each model, once; needed before `search`. */
  index(
    base: BaseModelReference,
    tuned: ModelReference | null,
    chunks: Chunk[],
    runtime: RuntimeOptions,
    onProgress: OnProgress,
  ): Promise<void>;
  search(query: string, systems: SystemName[], dimension: number, top: number): Promise<SearchHits>;
  /** The zip to take away. */
  bundle(request: BundleRequest, runtime: RuntimeOptions, onProgress: OnProgress): Promise<Blob>;
  cancel(): void;
}

export interface LabelledTestSet {
  of: LabelledEvaluation['of'];
  metric: LabelledMetric;
  /** To test with; none of them trained on. */
  examples: TrainingExample[];
  /** For 'knn_accuracy': rows whose class is known. */
  known: TrainingExample[];
}

export interface BundleRequest {
  projectName: string;
  model: ModelReference;
  chunks: Chunk[];
  examples: Example[];
  /** What was trained on, where that was rows with labels. */
  rows: LabelledRowSet | null;
  evaluation: Evaluation | null;
  labelled: LabelledEvaluation[];
  training: TrainResult | null;
  /** Dimension of the vectors in chunks.jsonl. */
  dimension: number;
}
