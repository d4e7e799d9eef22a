import { cellRows } from '../element';
import type { Element } from '../types';
import { linearLines, plainLines, type RowLine } from './row-lines';
import { splitText, type Count } from './split-text';

/** A part of a table's text, with the rows in it: from `from` to before `to`. */
export interface TableText {
  text: string;
  from: number;
  to: number;
}

/**
 * A table's text in parts of at most `max` tokens, cut between rows. Every row carries its headings; where they leave no
 * room for it, the heading rows stand above the rows of every part. A row too long for that is cut as running text.
 * `ends`: rows before which a part ends.
 */
export function splitTable(
  table: Element,
  lead: string,
  max: number,
  count: Count,
  ends: readonly number[] = [],
): TableText[] {
  const { head, body } = linesOf(table, max, count);
  // A header that takes half of every part is no help.
  const top = head.map((line) => line.text);
  const repeats = top.length > 0 && body.length > 0 && count(top.join('\n')) <= max / 2;
  const rows = repeats ? body : [...head, ...body];
  const above = repeats ? top : [];
  const parts: TableText[] = [];
  let prefix = lead;
  if (lead && count([lead, above.join('\n')].join('\n')) > max / 2 && !fits(lead, head, body, max, count)) {
    parts.push(...splitText(lead, max, 0, count).map((text) => ({ text, from: 0, to: 1 })));
    prefix = '';
  }
  let current: RowLine[] = [];
  const compose = (lines: readonly RowLine[]) =>
    [prefix, [...above, ...lines.map((line) => line.text)].join('\n')].filter(Boolean).join('\n\n');
  const close = () => {
    if (current.length === 0) return;
    parts.push({ text: compose(current), from: current[0]!.row, to: current.at(-1)!.row + 1 });
    current = [];
    prefix = '';
  };
  for (const line of rows) {
    const apart = ends.some((end) => end <= line.row && current.some((other) => other.row < end));
    if (current.length > 0 && (apart || count(compose([...current, line])) > max)) close();
    if (count(compose([line])) <= max) {
      current.push(line);
      continue;
    }
    close();
    const room = max - count(above.join('\n'));
    for (const text of splitText(line.text, room, 0, count)) {
      current = [{ text, row: line.row }];
      close();
    }
  }
  close();
  return parts;
}

function linesOf(table: Element, max: number, count: Count): { head: RowLine[]; body: RowLine[] } {
  const rows = table.rows ?? (table.cells ? cellRows(table.cells) : []);
  if (rows.length === 0)
    return plainLines(
      table.text.split('\n').map((line) => [line]),
      0,
    );
  const linear = linearLines(table);
  // Headings longer than what they head take a part for a row or two.
  const room = max / 2;
  if (linear?.body.every(({ text }) => count(text) <= room)) return linear;
  return plainLines(rows, table.headerRows ?? 0);
}

const fits = (lead: string, head: readonly RowLine[], body: readonly RowLine[], max: number, count: Count) =>
  count([lead, [...head, ...body].map((line) => line.text).join('\n')].join('\n\n')) <= max;
