import type { Element, ReadDocument } from '../types';
import { tableHtml } from './tables';

/** The document's text in reading order, running heads and feet left out; what it says is text, never Markdown or HTML. */
export function documentMarkdown({ elements }: Pick<ReadDocument, 'elements'>): string {
  const writer = new MarkdownWriter();
  return writer.add(elements) + writer.end();
}

/** The same of elements that come in parts: what each adds to the text. */
export class MarkdownWriter {
  private last: Element['type'] | null = null;

  add(elements: readonly Element[]): string {
    let out = '';
    for (const element of elements) {
      const { type } = element;
      if (type === 'Header' || type === 'Footer' || type === 'PageNumber') continue;
      const listGoesOn = type === 'ListItem' && this.last === 'ListItem';
      out += `${this.last === null ? '' : listGoesOn ? '\n' : '\n\n'}${block(element)}`;
      this.last = type;
    }
    return out;
  }

  end(): string {
    return '\n';
  }
}

function block(element: Element): string {
  const { type, text, level = 1, rows, cells } = element;
  if (type === 'Table' && rows && cells) return table(element);
  const inline = escaped(text.replace(/\s+/g, ' ').trim());
  if (type === 'Title') return `${'#'.repeat(Math.min(6, level))} ${inline}`;
  if (type === 'ListItem') return `${'  '.repeat(Math.max(0, level - 1))}- ${atStart(inline)}`;
  return atStart(inline);
}

/** A pipe table; with spans, or without one line of headings, as HTML, which Markdown takes over. */
function table(element: Element): string {
  const { rows = [], cells = [], headerRows } = element;
  if (headerRows !== 1 || cells.some((cell) => cell.row_span > 1 || cell.col_span > 1))
    return tableHtml(element).trimEnd();
  const line = (row: readonly (string | null)[]) =>
    `| ${row.map((cell) => escaped((cell ?? '').replace(/\s+/g, ' ')).replace(/\|/g, '\\|')).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...body.map(line)].join('\n');
}

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>&~]/g, '\\$&');

/** What would make a heading, list, quotation or rule of a line that is none. */
const atStart = (text: string): string =>
  text.replace(/^(?:[#+=|-]|\d{1,9}(?=[.)]))/, (mark) => (/^\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
