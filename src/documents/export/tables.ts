import Papa from 'papaparse';
import type { Cell, Element, ReadDocument } from '../types';

// A cell that a spreadsheet would take for a formula; signs before a figure alone are a figure.
const formula = /^(?:[=@\t\r]|[+-](?![\d.,\s%]*$))/;

/** One line a row, as spreadsheets read it; a merged cell stands at its first position. No cell is run as a formula. */
export function tableCsv({ rows = [] }: Element, delimiter: ',' | '\t' = ','): string {
  const lines = rows.map((row) => row.map((cell) => cell ?? ''));
  return `${Papa.unparse(lines, { delimiter, escapeFormulae: formula, newline: '\r\n' })}\r\n`;
}

/** The mark tells spreadsheets that this is UTF-8. */
export const csvFile = (table: Element): string => `\ufeff${tableCsv(table)}`;

/** <name>.tables.html with all tables of a document, <name>.table-1.csv and on with each; nothing where there are none. */
export function tableFiles(name: string, { title, elements }: ReadDocument): Map<string, string> {
  const tables = elements.filter(({ type }) => type === 'Table');
  if (tables.length === 0) return new Map();
  return new Map([
    [`${name}.tables.html`, tablesPage(title, elements)],
    ...tables.map((table, i): [string, string] => [`${name}.table-${i + 1}.csv`, csvFile(table)]),
  ]);
}

/** As an HTML table with its spans and heading rows; what the document says is text, never markup. */
export function tableHtml({ rows = [], cells = [], headerRows = 0 }: Element, caption = ''): string {
  const line = (_: unknown, row: number) => {
    const own = cells.filter((cell) => cell.row === row).sort((a, b) => a.col - b.col);
    return `<tr>${own.map((cell) => cellHtml(cell, row < headerRows)).join('')}</tr>`;
  };
  const lines = rows.map(line);
  const part = (tag: string, of: readonly string[]) =>
    of.length > 0 ? `<${tag}>\n${of.join('\n')}\n</${tag}>\n` : '';
  const said = caption ? `<caption>${escapeHtml(caption)}</caption>\n` : '';
  return `<table>\n${said}${part('thead', lines.slice(0, headerRows))}${part('tbody', lines.slice(headerRows))}</table>\n`;
}

/** All tables of a document on one page, each under its caption and the page it begins on. */
export const tablesPage = (title: string, elements: readonly Element[]): string =>
  tablesHead(title) + tablesHtml(elements);

/** How such a page begins. */
export function tablesHead(title: string): string {
  const style = 'table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #888;padding:.2em .5em}';
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${escapeHtml(title)}</title>\n<style>${style}</style>\n`;
}

/** What the tables among these elements, with their captions, are on it. */
export function tablesHtml(elements: readonly Element[]): string {
  const captions = new Map<string, string>();
  for (const { type, parentId, text } of elements)
    if (type === 'FigureCaption' && parentId !== undefined && !captions.has(parentId))
      captions.set(parentId, text);
  return elements
    .filter(({ type }) => type === 'Table')
    .map((table) =>
      tableHtml(table, [captions.get(table.id), `p. ${table.page}`].filter(Boolean).join(' · ')),
    )
    .join('');
}

function cellHtml({ text, row_span, col_span }: Cell, heading: boolean): string {
  const spans =
    (row_span > 1 ? ` rowspan="${row_span}"` : '') + (col_span > 1 ? ` colspan="${col_span}"` : '');
  const tag = heading ? 'th' : 'td';
  return `<${tag}${heading ? ' scope="col"' : ''}${spans}>${escapeHtml(text)}</${tag}>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => entities[mark]!);
