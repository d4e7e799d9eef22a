import type { Link } from './link';

/** Element types, named as unstructured names them. */
export type ElementType =
  | 'Title'
  | 'NarrativeText'
  | 'ListItem'
  | 'Table'
  | 'Header'
  | 'Footer'
  | 'PageNumber'
  | 'FigureCaption'
  | 'Footnote'
  | 'Formula'
  | 'Address'
  | 'UncategorizedText';

export type TextLanguage = 'en' | 'zh' | 'other';

/** [x0, y0, x1, y1] from the page's top left corner, in PDF points as the page is shown (image files: pixels). */
export type BoundingBox = [x0: number, y0: number, x1: number, y1: number];

export interface Cell {
  row: number;
  col: number;
  row_span: number;
  col_span: number;
  text: string;
  header?: boolean;
}

/** What of a table stands on one page. */
export interface TablePart {
  page: number;
  bbox: BoundingBox;
  /** Its first row there. */
  row: number;
  /** How many of the table's first rows stand above that one once more. */
  heads: number;
  /** Its first row began on the page before. */
  cut?: boolean;
}

export interface Element {
  /** Stable: a hash of the document's name, type, text and ordinal among equals, so that what is inserted before changes nothing. */
  id: string;
  type: ElementType;
  /** Plain text; a table's is its rows, cells joined by ' | ', rows by newlines. */
  text: string;
  /** From 1. Formats without pages have one page. */
  page: number;
  bbox?: BoundingBox;
  /** A title's, 1 is the highest; a list item's depth from 1, where the file says it. */
  level?: number;
  /** Table only. null: a position covered by a span of another cell. */
  rows?: (string | null)[][];
  cells?: Cell[];
  /** How many leading rows are column headings. */
  headerRows?: number;
  /** The caption's table; else the title under which it stands, a title's the one above it. */
  parentId?: string;
  /** Absent where it has no letters. */
  language?: TextLanguage;
  /** Only of a table that goes on over pages, in order; `page` and `bbox` are the first's. */
  parts?: TablePart[];
  /** What in it points elsewhere. */
  links?: Link[];
  source: 'text' | 'ocr';
  /** OCR only, 0 to 1; absent once a person has looked at it. */
  confidence?: number;
  /** OCR only: words that may be misread. */
  doubtful?: string[];
}

export interface PageInfo {
  /** As shown (rotation applied), in PDF points; image files: pixels; text files: 0. */
  width: number;
  height: number;
  ocr: boolean;
}

/** What can be shown of a document before all of it is read. */
export interface DocumentPreview {
  pages: PageInfo[];
  /** Of its first pages, as far as they are known: types and titles' levels are found among these pages alone. */
  elements: Element[];
}

/** What reading one file gives. */
export interface ReadDocument {
  /** The document's title where known (PDF metadata, <title>, first heading), else the file name without its ending. */
  title: string;
  pages: PageInfo[];
  elements: Element[];
  seconds: number;
  /** Said to the person, never fatal: codes of ErrorCode with the page they concern. */
  warnings: { code: import('../errors/hone-error').ErrorCode; page?: number }[];
}

/** An element that may be misread. */
export interface DoubtfulPlace {
  id: string;
  page: number;
  /** A table's doubtful cells, as 'row column'. */
  cells?: string[];
}

/** A read document without its elements, which are kept in parts (kept-elements.ts). */
export interface DocumentSummary extends Omit<ReadDocument, 'elements'> {
  /** For each part the last page that its elements stand on; no page is in two parts. */
  parts: number[];
  /** The same for the same elements in the same order. */
  digest: string;
  hasTables: boolean;
  /** Something in it was read from a picture. */
  recognised: boolean;
  /** There are Chinese characters in it. */
  chinese: boolean;
  doubtful: DoubtfulPlace[];
}

/** Where a chunk's text stands on a page. */
export interface Region {
  page: number;
  bbox: BoundingBox;
}

export interface Chunk {
  /** Stable: a hash of the document's identity and the chunk's text and ordinal among equal texts. */
  id: string;
  documentId: string;
  documentName: string;
  /** What is embedded and shown: below its context where that is asked for; the id is the text's without it. */
  text: string;
  /** The line of titles that `text` begins with, and an empty line; absent where there is none. */
  context?: string;
  /** Titles above it, outermost first. */
  headings: string[];
  regions: Region[];
  elementIds: string[];
  kind: 'text' | 'table';
  /** Length by the model's tokenizer, special tokens not counted. */
  tokens: number;
}

export interface ChunkingOptions {
  /** Hard limit in tokens of the model's tokenizer. */
  maxTokens: number;
  /** A new chunk is preferred after this many tokens (unstructured's new_after_n_chars). */
  softMaxTokens: number;
  /** Smaller neighbouring sections are merged (combine_text_under_n_chars). */
  combineUnderTokens: number;
  /** Tokens repeated between two halves of a text that had to be split. */
  overlapTokens: number;
  /** Whether a chunk may go on over a page's end (multipage_sections). */
  multipage: boolean;
  /** The document's title and the titles above stand before the text, within its limit. */
  context: boolean;
}

export const defaultChunking: ChunkingOptions = {
  maxTokens: 200,
  softMaxTokens: 160,
  combineUnderTokens: 60,
  overlapTokens: 0,
  multipage: true,
  context: false,
};

/** More than this a tab cannot hold beside the model, in bytes: a larger file is not read. */
export const largestFile = 500_000_000;
