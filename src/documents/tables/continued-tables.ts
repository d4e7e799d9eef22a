import type { Draft } from '../element';
import { joinLines } from '../layout/paragraphs';
import type { Cell } from '../types';
import type { Column } from './aligned-columns';
import type { FoundTable } from './found-table';
import { isNumeric } from './numeric';

/** Says that a table comes from the page before or goes on on the next. */
const notice =
  /^[([（【]?\s*(?:(?:table|exhibit|appendix)\s+[\w.-]+\s*[-–—:]?\s*)?(?:to be )?(?:continued|cont(?:['’.]d|inues|\.)?)(?:\s+(?:on|from)\b.{0,30})?\s*[)\]）】]?[.…]*$|^.{0,12}(?:续表|續表|接上表|接上页|接下页|转下页)/iu;
const continuedName = /[\s([（【,–—-]*(?:continued|cont(?:['’.]d|\.)|续|續)\s*[)\]）】.]*$/iu;

// Shares of the page's height: a table goes on from the lower part of one page in the upper part of the next.
const lowest = 0.55;
const highest = 0.35;
// Points by which the edges of one column differ from page to page.
const shift = 6;
const mostHeadRows = 6;

/** A table that may go on: its draft, its columns so far, and what of it stands on the last page. */
export interface OpenTable {
  draft: Draft;
  columns: readonly Column[];
  last: FoundTable;
  /** Of the page it stands on. */
  height: number;
  caption: string;
}

export interface TablePage {
  /** In reading order, running heads and feet left out; changed in place. */
  drafts: Draft[];
  height: number;
}

/**
 * Joins tables that go on over pages to one, without the headings that come back: the last thing on a page and the first on
 * the next, in the same columns, under the same headings or none. The first part's draft gets the rows and places of all.
 * `before`: the table that the page before these ends with; gives that of the last of these.
 */
export function joinContinued(
  pages: readonly TablePage[],
  tables: ReadonlyMap<Draft, FoundTable>,
  before: OpenTable | null = null,
): OpenTable | null {
  let open = before;
  pages.forEach(({ drafts, height }) => {
    const at = drafts.findIndex((d) => d.type === 'Table');
    const next = at >= 0 ? tables.get(drafts[at]!) : undefined;
    let joined: Draft | null = null;
    if (open && next && opens(drafts.slice(0, at), open)) {
      const near = open.last.y1 > lowest * open.height && next.y0 < highest * height;
      const columns = addRows(open, drafts[at]!, next, near);
      if (columns) {
        joined = open.draft;
        open = { ...open, columns, last: next, height };
        for (const draft of drafts.slice(0, at)) draft.type = 'Header';
        drafts.splice(at, 1);
      }
    }
    const rest = drafts.findLastIndex((d) => d.type !== 'Footnote' && !notice.test(d.text));
    const end = drafts[rest];
    // What is left before the place of the joined part are notices: it was the last on its page, too.
    if (joined && rest < at) return;
    const table = end && tables.get(end);
    open = table
      ? { draft: end, columns: table.columns, last: table, height, caption: captionAbove(drafts, rest) }
      : null;
  });
  return open;
}

/** Before the table stands nothing but that it goes on. */
const opens = (before: readonly Draft[], { caption }: OpenTable): boolean =>
  before.length <= 2 &&
  before.every(({ text }) => notice.test(text) || (caption !== '' && nameOf(text) === nameOf(caption)));

const captionAbove = (drafts: readonly Draft[], at: number): string => {
  const above = drafts[at - 1];
  return above && (above.type === 'FigureCaption' || above.type === 'Title') ? above.text : '';
};

const nameOf = (text: string): string => text.replace(continuedName, '').replace(/\s+/g, ' ').trim();

/** The table with the rows of `next`; the columns of both, or null where it is another table. */
function addRows(open: OpenTable, draft: Draft, next: FoundTable, near: boolean): Column[] | null {
  const match = matchColumns(open.columns, next.columns);
  if (!match) return null;
  const known = moved(open.draft.cells!, match.a);
  const more = moved(next.cells, match.b);
  const heads = repeatedRows(known, more);
  if (heads === 0 && !(near && match.strict && goesOn(next))) return null;
  const { page, bbox } = draft;
  const below = more.filter((cell) => cell.row >= heads);
  const cut = isRest(known, below, heads);
  const rows = heightOf(known) - (cut ? 1 : 0);
  open.draft.parts ??= [{ page: open.draft.page, bbox: open.draft.bbox!, row: 0, heads: 0 }];
  open.draft.parts.push({ page, bbox: bbox!, row: rows, heads, ...(cut && { cut }) });
  const rest = cut ? below.filter((cell) => cell.row === heads && cell.text) : [];
  open.draft.cells = [
    ...known.map((cell) => {
      const end = rest.find((other) => cell.row === rows && other.col === cell.col);
      return end ? { ...cell, text: joinLines([cell.text, end.text]) } : cell;
    }),
    ...below
      .filter((cell) => !cut || cell.row > heads)
      .map(({ header: _header, ...cell }) => ({ ...cell, row: cell.row - heads + rows })),
  ];
  return match.columns;
}

const moved = (cells: readonly Cell[], to: readonly number[]): Cell[] =>
  cells.map((cell) => ({
    ...cell,
    col: to[cell.col]!,
    col_span: to[cell.col + cell.col_span - 1]! - to[cell.col]! + 1,
  }));

const heightOf = (cells: readonly Cell[]): number =>
  cells.reduce((m, c) => Math.max(m, c.row + c.row_span), 0);

/**
 * The first row below the headings is the rest of the last row of the page before, cut by the page's end: text alone, under
 * text that has not ended, in some columns only or in small letters in all.
 */
function isRest(known: readonly Cell[], below: readonly Cell[], first: number): boolean {
  const last = heightOf(known) - 1;
  const rest = below.filter((cell) => cell.row === first && cell.text);
  if (rest.length === 0 || rest.some((cell) => cell.row_span > 1 || isNumeric(cell.text))) return false;
  const pairs = rest.map((cell) => ({
    cell,
    above: known.find((other) => other.row === last && other.col === cell.col && other.text),
  }));
  if (pairs.some(({ above }) => !above || above.row_span > 1 || isNumeric(above.text))) return false;
  const small = pairs.filter(({ cell }) => /^[\p{Ll}(]/u.test(cell.text)).length;
  const open = pairs.filter(({ above }) => above && !/[.:;!?。：；]$/.test(above.text)).length;
  const width = known.filter((cell) => cell.row === last && cell.text).length;
  const goesOn = rest.length < width ? small > 0 && small + open >= rest.length : small === rest.length;
  return goesOn && open > 0;
}

/** How many of the first rows are those of the table before. */
function repeatedRows(known: readonly Cell[], more: readonly Cell[]): number {
  const row = (cells: readonly Cell[], r: number) =>
    cells
      .filter((c) => c.row === r && c.text)
      .map((c) => `${c.col} ${c.text.replace(/\s+/g, '')}`)
      .join('\n');
  const most = Math.min(mostHeadRows, heightOf(more) - 1);
  let heads = 0;
  while (heads < most && row(known, heads) === row(more, heads)) heads++;
  const words = more.some((c) => c.row < heads && /\p{L}/u.test(c.text));
  return words ? heads : 0;
}

/** Its first row is no heading: it has figures as the others have, or no row has any, or it is a lone label. */
function goesOn({ cells, headerRows }: FoundTable): boolean {
  if (headerRows === 0) return true;
  const first = cells.filter((c) => c.row === 0 && c.text);
  if (first.length === 1 && first[0]!.col === 0 && first[0]!.col_span === 1) return true;
  return !cells.some((c) => c.col > 0 && isNumeric(c.text));
}

interface Match {
  columns: Column[];
  /** Where each column of the one and of the other is in `columns`. */
  a: number[];
  b: number[];
  /** None is missing, and all begin, end or have their middle at the same place. */
  strict: boolean;
}

/** Columns at the same places; one that is empty on either page may be missing there. */
function matchColumns(a: readonly Column[], b: readonly Column[]): Match | null {
  const pairs = new Map<number, number>();
  for (const [j, column] of b.entries()) {
    const over = a.flatMap((other, i) => (overlaps(other, column) ? [i] : []));
    if (over.length > 1 || [...pairs.values()].includes(over[0] ?? -1)) return null;
    if (over.length === 1) pairs.set(j, over[0]!);
  }
  const missing = a.length + b.length - 2 * pairs.size;
  if (pairs.size < 2 || missing > Math.max(a.length, b.length) / 3) return null;
  const all = [
    ...a.map((column, i) => ({ column, i, j: -1 })),
    ...b.flatMap((column, j) => (pairs.has(j) ? [] : [{ column, i: -1, j }])),
  ].sort((p, q) => p.column.x0 - q.column.x0);
  const toA = a.map((_, i) => all.findIndex((c) => c.i === i));
  return {
    columns: all.map((c) => c.column),
    a: toA,
    b: b.map((_, j) => (pairs.has(j) ? toA[pairs.get(j)!]! : all.findIndex((c) => c.j === j))),
    strict: missing === 0 && [...pairs].every(([j, i]) => keepsPlace(a[i]!, b[j]!)),
  };
}

const overlaps = (p: Column, q: Column): boolean =>
  Math.min(p.x1, q.x1) - Math.max(p.x0, q.x0) > 0.2 * Math.min(p.x1 - p.x0, q.x1 - q.x0);

const keepsPlace = (p: Column, q: Column): boolean =>
  Math.min(Math.abs(p.x0 - q.x0), Math.abs(p.x1 - q.x1), Math.abs(p.x0 + p.x1 - q.x0 - q.x1) / 2) <= shift;
