import type { Draft } from '../element';
import { headerRows } from '../tables/header-rows';
import type { Cell } from '../types';
import { withoutSpacers } from './spacer-columns';
import { attribute, isSilent, textOf, type HtmlElement } from './html-tree';

const widestSpan = 1000;
// Spans beyond this many positions are an accident or an attack; the cells are then read without.
const mostSpanned = 200_000;

export const clean = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim();

const partsOf = (table: HtmlElement): HtmlElement[] =>
  (table.childNodes ?? []).flatMap((part) =>
    ['thead', 'tbody', 'tfoot'].includes(part.tagName ?? '') ? (part.childNodes ?? []) : [part],
  );

const rowsOf = (table: HtmlElement): HtmlElement[] =>
  partsOf(table).filter((row) => row.tagName === 'tr' && !isSilent(row));

const cellsOf = (row: HtmlElement): HtmlElement[] =>
  (row.childNodes ?? []).filter((cell) => cell.tagName === 'td' || cell.tagName === 'th');

export const captionOf = (table: HtmlElement): string =>
  (table.childNodes ?? []).flatMap((part) => (part.tagName === 'caption' ? [clean(textOf(part))] : []))[0] ??
  '';

/** Tables that only place things on the page have one cell a row, or hold other tables in much of them. */
export function isDataTable(table: HtmlElement): boolean {
  if (/^(?:presentation|none)$/.test(attribute(table, 'role') ?? '')) return false;
  const rows = rowsOf(table).map(cellsOf);
  if (!rows.some((cells) => cells.length > 1)) return false;
  const filled = rows.flat().filter((cell) => clean(textOf(cell)) !== '');
  const holding = filled.filter(holdsTable);
  if (holding.length === 0) return true;
  const headed = rows.flat().some((cell) => cell.tagName === 'th');
  const known = new Set(filled);
  const wide = rows.filter((cells) => cells.filter((cell) => known.has(cell)).length > 1);
  return (
    headed || (holding.length <= filled.length / 4 && filled.length >= 6 && wide.length >= rows.length / 2)
  );
}

/** Whether a table stands right below, through blocks that hold nothing but it. */
function holdsTable(cell: HtmlElement): boolean {
  const waiting = [...(cell.childNodes ?? [])];
  for (let node = waiting.pop(), seen = 0; node && seen < 1000; node = waiting.pop(), seen++) {
    if (node.tagName === 'table') return true;
    waiting.push(...(node.childNodes ?? []));
  }
  return false;
}

// '(i)', '1.': what begins a list begins no headings.
const enumerated = /^\(?(?:[ivxlc]+|\d+|[a-z])[.)]/i;

/** With its spans; headings are those it marks, else those that look so. */
export function tableDraft(table: HtmlElement): Draft {
  const read: Cell[] = [];
  const bold = new Set<string>();
  const taken = new Set<string>();
  const rows = rowsOf(table);
  const inHeads = new Set(
    (table.childNodes ?? []).flatMap((part) => (part.tagName === 'thead' ? (part.childNodes ?? []) : [])),
  );
  let marked = 0;
  rows.forEach((row, r) => {
    const own = cellsOf(row);
    const inHead = inHeads.has(row);
    if (r === marked && own.length > 0 && (inHead || own.every((c) => c.tagName === 'th'))) marked++;
    let col = 0;
    for (const cell of own) {
      while (taken.has(`${r},${col}`)) col++;
      let row_span = Math.min(span(cell, 'rowspan') || rows.length - r, rows.length - r);
      let col_span = Math.max(1, span(cell, 'colspan'));
      if (taken.size + row_span * col_span > mostSpanned + own.length) row_span = col_span = 1;
      for (let i = r; i < r + row_span; i++)
        for (let j = col; j < col + col_span; j++) taken.add(`${i},${j}`);
      const header = cell.tagName === 'th' || inHead;
      const text = clean(textOf(cell));
      if (isBold(cell)) bold.add(text);
      read.push({ row: r, col, row_span, col_span, text, ...(header && { header }) });
      col += col_span;
    }
  });
  const cells = withoutSpacers(read);
  const known = marked > 0 || cells.some((cell) => cell.header);
  const isList = enumerated.test(cells[0]?.text ?? '');
  const count = known || isList ? marked : headerRows(cells, (text) => bold.has(text));
  return { type: 'Table', text: '', page: 1, cells, headerRows: count };
}

/** All that is written in it is bold. */
export function isBold(root: HtmlElement): boolean {
  let written = false;
  const waiting = [...(root.childNodes ?? [])];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const style = attribute(node, 'style') ?? '';
    if (
      node.tagName === 'b' ||
      node.tagName === 'strong' ||
      /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(style)
    ) {
      written ||= clean(textOf(node)) !== '';
      continue;
    }
    if (node.nodeName === '#text' && clean(node.value ?? '') !== '') return false;
    waiting.push(...(node.childNodes ?? []));
  }
  return written;
}

function span(cell: HtmlElement, name: string): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10);
  return Number.isFinite(value) && value >= 0 ? Math.min(value, widestSpan) : 1;
}
