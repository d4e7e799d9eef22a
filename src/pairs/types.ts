import type { ErrorCode, ErrorParameters } from '../errors/hone-error';

/** Who wrote a question. `person` and `import` count as real questions, `model` and `rules` as generated. */
export type ExampleSource = 'person' | 'import' | 'model' | 'rules';

export type Split = 'train' | 'dev' | 'test';

/** Why a pair was set aside by a filter; each has a sentence in both languages. */
export type FilterReason =
  | 'too-short'
  | 'too-long'
  | 'duplicate'
  | 'copied-from-passage'
  | 'refers-to-passage'
  | 'wrong-language'
  | 'not-a-question';

/** A question/passage pair: sentence-transformers' anchor, positive and negatives. */
export interface Example {
  id: string;
  anchor: string;
  positive: string;
  negatives?: string[];
  source: ExampleSource;
  /** The rule ('inverse-cloze', ...), the model's name, or the imported file's name. */
  writer?: string;
  /** The chunk that `positive` is, where it is one. */
  chunkId?: string;
  documentId?: string;
  status: 'accepted' | 'rejected';
  /** Set when a filter rejected it; absent when a person did. */
  reason?: FilterReason;
  edited?: boolean;
  split: Split;
  /** The side a person chose for it ('test only'); `splitExamples` keeps it. */
  assigned?: Split;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export const isReal = (example: Pick<Example, 'source'>): boolean =>
  example.source === 'person' || example.source === 'import';

export type WriterSettings =
  | { kind: 'rules'; pairs: number; seed: number }
  | { kind: 'gemini'; key: string; model: string; questionsPerChunk: number; endpoint?: string }
  | { kind: 'openai'; endpoint: string; key: string; model: string; questionsPerChunk: number };

export interface WrittenQuestion {
  text: string;
  /** The rule's or the model's name. */
  writer: string;
  /** What the question belongs to where that is not the chunk's whole text: inverse cloze takes its sentence out. */
  positive?: string;
  reason?: FilterReason;
}

/** What one chunk gave; sent as soon as it is known, so that a stopped job loses nothing. */
export interface Written {
  chunkId: string;
  questions: WrittenQuestion[];
  /** The chunk could not be written about; the others go on. */
  error?: { code: ErrorCode; parameters: ErrorParameters };
}
