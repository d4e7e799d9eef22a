import { cellRows, hash, rowText } from './element';
import { distinctLinks } from './link';
import { withParents, type TitlePath } from './parents';
import type { BoundingBox, Cell, DoubtfulPlace, Element, ElementType } from './types';

/** One change that a person made to what was read. Elements are named by their ids; one that is no longer there changes nothing. */
export type Correction =
  | { kind: 'type'; id: string; type: ElementType }
  | { kind: 'text'; id: string; text: string }
  /** It was read right, though that was in doubt. */
  | { kind: 'confirm'; id: string }
  | { kind: 'cell'; id: string; row: number; col: number; text: string }
  /** `next` goes on in `id`. */
  | { kind: 'merge'; id: string; next: string }
  /** The text from this character on is an element of its own. */
  | { kind: 'split'; id: string; at: number }
  | { kind: 'move'; id: string; beside: string; after: boolean }
  | { kind: 'exclude'; id: string };

/**
 * What was read with a person's changes made to it, in the order in which they were made. `path`: the titles above, where
 * these are not a document's first elements; changed to those below the last.
 */
export function corrected(
  read: readonly Element[],
  corrections: readonly Correction[],
  path: TitlePath = [],
): Element[] {
  const elements = [...read];
  for (const correction of corrections) {
    const at = elements.findIndex(({ id }) => id === correction.id);
    const element = elements[at];
    if (element) change(elements, at, element, correction);
  }
  return corrections.length > 0 ? withParents(elements, path) : elements;
}

function change(elements: Element[], at: number, element: Element, correction: Correction): void {
  switch (correction.kind) {
    case 'type':
      elements[at] = typed(element, correction.type);
      break;
    case 'text':
      elements[at] = { ...seen(element), text: correction.text };
      break;
    case 'confirm':
      elements[at] = seen(element);
      break;
    case 'cell':
      elements[at] = withCell(element, correction.row, correction.col, correction.text);
      break;
    case 'merge': {
      const other = elements.findIndex(({ id }) => id === correction.next);
      if (other < 0 || !canMerge(element, elements[other])) return;
      elements[at] = merged(element, elements[other]!);
      elements.splice(other, 1);
      break;
    }
    case 'split':
      elements.splice(at, 1, ...split(element, correction.at));
      break;
    case 'move': {
      elements.splice(at, 1);
      const other = elements.findIndex(({ id }) => id === correction.beside);
      elements.splice(other < 0 ? at : other + (correction.after ? 1 : 0), 0, element);
      break;
    }
    case 'exclude':
      elements.splice(at, 1);
  }
}

/** Below this an element as a whole may be misread. */
const leastSure = 0.7;

/** Read from a picture without certainty, and not looked at by a person yet. */
export const isDoubtful = ({ confidence = 1, doubtful = [] }: Element): boolean =>
  confidence < leastSure || doubtful.length > 0;

/** Where the elements are that may be misread. */
export const doubtfulPlaces = (elements: readonly Element[]): DoubtfulPlace[] =>
  elements.filter(isDoubtful).map((element) => {
    const { id, page, cells = [], doubtful = [] } = element;
    const held = cells.filter(({ text }) => doubtful.some((word) => text.includes(word)));
    return { id, page, ...(held.length > 0 && { cells: held.map(positionOf) }) };
  });

const positionOf = ({ row, col }: Pick<Cell, 'row' | 'col'>): string => `${row} ${col}`;

/** Those left after a person's changes, of elements that are not at hand. */
export function stillDoubtful(
  places: readonly DoubtfulPlace[],
  corrections: readonly Correction[],
): readonly DoubtfulPlace[] {
  let left = places;
  /** Left out, or part of another. */
  const gone = new Set<string>();
  for (const correction of corrections) {
    if (gone.has(correction.id)) continue;
    if (correction.kind === 'exclude') gone.add(correction.id);
    if (correction.kind === 'merge') gone.add(correction.next);
    const at = left.findIndex(({ id }) => id === correction.id);
    const place = left[at];
    const others = () => left.filter(({ id }) => id !== correction.id);
    switch (correction.kind) {
      case 'text':
      case 'confirm':
      case 'exclude':
        left = others();
        break;
      case 'cell':
        if (!place) break;
        left = left.flatMap((one) => (one === place ? withoutCell(one, positionOf(correction)) : [one]));
        break;
      case 'merge': {
        const merged = place ? null : left.find(({ id }) => id === correction.next);
        left = left.flatMap((one) =>
          one.id !== correction.next ? [one] : merged ? [{ ...one, id: correction.id }] : [],
        );
        break;
      }
      case 'split':
        if (place) left = withSplit(left, at, splitId(place.id, correction.at));
        break;
      case 'type':
      case 'move':
    }
  }
  return left;
}

/** A text parted at the same place once more stays whole. */
const withSplit = (places: readonly DoubtfulPlace[], at: number, id: string): readonly DoubtfulPlace[] =>
  places.some((place) => place.id === id) ? places : places.toSpliced(at + 1, 0, { ...places[at]!, id });

function withoutCell({ cells = [], ...place }: DoubtfulPlace, position: string): DoubtfulPlace[] {
  const left = cells.filter((cell) => cell !== position);
  return left.length > 0 ? [{ ...place, cells: left }] : [];
}

function seen(element: Element): Element {
  const { confidence: _sure, doubtful: _words, ...rest } = element;
  return rest;
}

/** Two texts, or none: a table is not joined to anything. */
export const canMerge = (a: Element, b: Element | undefined): boolean =>
  b !== undefined && a.type !== 'Table' && b.type !== 'Table';

/** A title has a level; a table made text keeps its rows as lines. */
function typed(element: Element, type: ElementType): Element {
  const { level, rows: _rows, cells: _cells, headerRows: _headers, parts: _parts, ...rest } = element;
  return { ...rest, type, ...(type === 'Title' && { level: element.type === 'Title' ? (level ?? 1) : 1 }) };
}

function withCell(element: Element, row: number, col: number, text: string): Element {
  const known = element.cells ?? [];
  if (!known.some((cell) => cell.row === row && cell.col === col)) {
    // A position where nothing stood; a span that covers it keeps it.
    if (element.rows?.[row]?.[col] !== '') return element;
    return withCells(element, [...known, { row, col, row_span: 1, col_span: 1, text }]);
  }
  const others = known.filter((cell) => cell.row !== row || cell.col !== col);
  // The doubtful words of the other cells are still to be looked at.
  const doubtful = element.doubtful?.filter((word) => others.some((cell) => cell.text.includes(word))) ?? [];
  return withCells(
    doubtful.length > 0 ? { ...element, doubtful } : seen(element),
    known.map((cell) => (cell.row === row && cell.col === col ? { ...cell, text } : cell)),
  );
}

function withCells(element: Element, cells: NonNullable<Element['cells']>): Element {
  const rows = cellRows(cells);
  return { ...element, cells, rows, text: rows.map(rowText).join('\n') };
}

function merged(first: Element, second: Element): Element {
  const chinese = /[\u3000-\u9fff]$/.test(first.text) && /^[\u3000-\u9fff]/.test(second.text);
  const bbox = first.page === second.page ? around(first.bbox, second.bbox) : first.bbox;
  const { bbox: _box, ...rest } = first;
  const doubtful = [...(first.doubtful ?? []), ...(second.doubtful ?? [])];
  const links = distinctLinks([...(first.links ?? []), ...(second.links ?? [])]);
  const sure = Math.min(first.confidence ?? 1, second.confidence ?? 1);
  return {
    ...rest,
    text: first.text + (chinese ? '' : ' ') + second.text,
    ...(bbox && { bbox }),
    ...(sure < 1 && { confidence: sure }),
    ...(doubtful.length > 0 && { doubtful }),
    ...(links.length > 0 && { links }),
  };
}

function around(a?: BoundingBox, b?: BoundingBox): BoundingBox | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** Both parts keep the place of the whole: where on the page the cut is nobody knows. */
function split(element: Element, at: number): Element[] {
  const [first, second] = [element.text.slice(0, at).trim(), element.text.slice(at).trim()];
  if (element.type === 'Table' || !first || !second) return [element];
  return [withText(element, first), { ...withText(element, second), id: splitId(element.id, at) }];
}

const splitId = (id: string, at: number): string => hash([id, 'split', String(at)].join('\u0000'));

/** With those of its links that are in the text. */
function withText({ links = [], ...element }: Element, text: string): Element {
  const left = links.filter((link) => text.includes(link.text));
  return { ...element, text, ...(left.length > 0 && { links: left }) };
}
