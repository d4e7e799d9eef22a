import { cellRows, rowText } from '../element';
import type { Element } from '../types';
import { splitText, type Count } from './split-text';

/**
 * A table's text in parts of at most `max` tokens, cut between rows, its header rows at the top of every part.
 * A row too long for that is cut as running text.
 */
export function splitTable(table: Element, lead: string, max: number, count: Count): string[] {
  const rows = table.rows ?? (table.cells ? cellRows(table.cells) : []);
  const lines = rows.length > 0 ? rows.map(rowText) : table.text.split('\n');
  const whole = [lead, lines.join('\n')].filter(Boolean).join('\n\n');
  if (count(whole) <= max) return [whole];
  // A header that takes half of every part is no help.
  const header = lines.slice(0, table.headerRows ?? 0);
  const repeats = header.length > 0 && header.length < lines.length && count(header.join('\n')) <= max / 2;
  const body = repeats ? lines.slice(header.length) : lines;
  const top = repeats ? header : [];
  const parts: string[] = [];
  let prefix = lead;
  if (lead && count([lead, top.join('\n')].join('\n')) > max / 2) {
    parts.push(...splitText(lead, max, 0, count));
    prefix = '';
  }
  let current: string[] = [];
  const compose = (list: readonly string[]) =>
    [prefix, [...top, ...list].join('\n')].filter(Boolean).join('\n\n');
  const close = () => {
    if (current.length === 0) return;
    parts.push(compose(current));
    current = [];
    prefix = '';
  };
  for (const row of body) {
    if (current.length > 0 && count(compose([...current, row])) > max) close();
    if (count(compose([row])) <= max) {
      current.push(row);
      continue;
    }
    close();
    const room = max - count(top.join('\n'));
    for (const piece of splitText(row, room, 0, count)) {
      current = [piece];
      close();
    }
  }
  close();
  return parts;
}
