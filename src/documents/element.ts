import { HoneError } from '../errors/hone-error';
import type { Link } from './link';
import { withParents, type TitlePath } from './parents';
import { textLanguage, usualLanguage } from './text-language';
import { plainForms } from './plain-forms';
import type { BoundingBox, Cell, Element, ElementType, TablePart, TextLanguage } from './types';

/** What a reader knows of an element before it has its place in the document. */
export interface Draft {
  type: ElementType;
  text: string;
  page: number;
  bbox?: BoundingBox;
  level?: number;
  cells?: Cell[];
  headerRows?: number;
  parts?: TablePart[];
  links?: Link[];
  source?: 'text' | 'ocr';
  confidence?: number;
  doubtful?: string[];
  /** Where a picture stands that is not read yet; its text is empty. */
  picture?: string;
}

/** FNV-1a in two lanes, 64 bits as hex: fast and the same everywhere; no secret is kept by it. */
export function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + i), 0x85ebca6b);
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0');
  return hex(a ^ (b >>> 15)) + hex(b ^ (a >>> 13));
}

// A table with more positions is an accident or an attack.
const mostPositions = 4_000_000;

/** Cells as a matrix; null where another cell's span covers the position, '' where nothing stands. Throws 'file/too-large' beyond four million positions. */
export function cellRows(cells: readonly Cell[]): (string | null)[][] {
  const height = cells.reduce((m, c) => Math.max(m, c.row + c.row_span), 0);
  const width = cells.reduce((m, c) => Math.max(m, c.col + c.col_span), 0);
  if (height * width > mostPositions) throw new HoneError('file/too-large');
  const rows: (string | null)[][] = Array.from({ length: height }, () => new Array(width).fill(''));
  for (const cell of cells) {
    for (let r = cell.row; r < cell.row + cell.row_span; r++)
      rows[r]!.fill(null, cell.col, cell.col + cell.col_span);
    rows[cell.row]![cell.col] = cell.text;
  }
  return rows;
}

/** A row as one line of text: covered positions left out. */
export const rowText = (row: readonly (string | null)[]): string =>
  row.filter((cell) => cell !== null).join(' | ');

const rounded = (box: BoundingBox) => box.map((v) => Math.round(v * 100) / 100) as BoundingBox;

const plainText = <T extends { text: string }>(one: T): T => {
  const text = plainForms(one.text);
  return text === one.text ? one : { ...one, text };
};

/** Gives drafts, in reading order, their ids and tables their rows; drafts without text are dropped. */
export const toElements = (documentName: string, drafts: readonly Draft[]): Element[] =>
  new ElementMaker(documentName).add(drafts);

/** The same for a document whose drafts come in parts. */
export class ElementMaker {
  /** How often an element was there already, by its hash. */
  private readonly ordinals = new Map<string, number>();
  private readonly path: TitlePath = [];
  /** As the first part has it. */
  private usual: TextLanguage | null = null;

  constructor(private readonly documentName: string) {}

  add(drafts: readonly Draft[]): Element[] {
    const usual = (this.usual ??= usualLanguage(drafts.map(({ text }) => text)));
    const elements: Element[] = [];
    for (const draft of drafts) {
      const element = this.element(draft, usual);
      if (element) elements.push(element);
    }
    return withParents(elements, this.path);
  }

  private element(draft: Draft, usual: TextLanguage): Element | null {
    const { headerRows, bbox, level, parts, confidence } = draft;
    const cells = draft.cells?.map(plainText);
    const links = draft.links?.map(plainText);
    const doubtful = draft.doubtful?.map(plainForms);
    const rows = cells && cellRows(cells);
    const text = (rows ? rows.map(rowText).join('\n') : plainForms(draft.text)).trim();
    if (!text) return null;
    const prose = draft.type === 'NarrativeText' || draft.type === 'ListItem';
    const language = textLanguage(text, usual, prose);
    const known = [this.documentName, draft.type, text].join('\u0000');
    const key = hash(known);
    const ordinal = this.ordinals.get(key) ?? 0;
    this.ordinals.set(key, ordinal + 1);
    return {
      id: hash([known, ordinal].join('\u0000')),
      type: draft.type,
      text,
      page: draft.page,
      ...(bbox && { bbox: rounded(bbox) }),
      ...(level !== undefined && { level }),
      ...(cells && rows && { rows, cells, headerRows: headerRows ?? 0 }),
      ...(parts && { parts: parts.map((part) => ({ ...part, bbox: rounded(part.bbox) })) }),
      ...(language && { language }),
      ...(links && { links }),
      source: draft.source ?? 'text',
      ...(confidence !== undefined && { confidence }),
      ...(doubtful && { doubtful }),
    };
  }
}
