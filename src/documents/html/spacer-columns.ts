import type { Cell } from '../types';

const opening = /^(?:[$€£¥₹]|US\$|HK\$|RMB|CHF|\()$/;
const closing = /^(?:\)|%|\)\s*%|x|\*+)$/;

/**
 * A table without the columns that pages add only to align figures: empty ones, and those that hold nothing but a currency sign
 * before a figure or a bracket or percent sign after it, which are joined to the figure.
 */
export function withoutSpacers(cells: readonly Cell[]): Cell[] {
  const groups = groupsOf(cells);
  if (groups.every((group, col) => group === col)) return [...cells];
  const rows = new Map<number, Cell[]>();
  for (const cell of cells) {
    const row = rows.get(cell.row) ?? [];
    rows.set(cell.row, row);
    row.push(cell);
  }
  const kept: Cell[] = [];
  for (const row of rows.values()) {
    let last: Cell | undefined;
    for (const cell of row.sort((a, b) => a.col - b.col)) {
      const col = groups[cell.col]!;
      const end = groups[cell.col + cell.col_span - 1]! + 1;
      if (last && last.col + last.col_span > col) {
        const joined = joinedText(last.text, cell.text);
        if (!last.text && cell.text) last.row_span = cell.row_span;
        last.text = joined;
        last.col_span = Math.max(last.col_span, end - last.col);
      } else kept.push((last = { ...cell, col, col_span: end - col }));
    }
  }
  return withoutOverlap(kept);
}

const joinedText = (a: string, b: string): string => {
  if (opening.test(a)) return a === '(' ? `${a}${b}` : `${a}${b && ' '}${b}`;
  return closing.test(b) ? `${a}${b}` : [a, b].filter(Boolean).join(' ');
};

/** For each column the number of the one it becomes part of. */
function groupsOf(cells: readonly Cell[]): number[] {
  const width = cells.reduce((most, cell) => Math.max(most, cell.col + cell.col_span), 0);
  const texts: Set<string>[] = Array.from({ length: width }, () => new Set<string>());
  for (const cell of cells) if (cell.col_span === 1 && cell.text) texts[cell.col]!.add(cell.text);
  const groups: number[] = [];
  let group = 0;
  let full = false;
  texts.forEach((own, col) => {
    const all = (pattern: RegExp) => own.size > 0 && [...own].every((text) => pattern.test(text));
    const after = own.size === 0 || all(closing);
    if (col > 0 && full && !after) {
      group++;
      full = false;
    }
    if (!after && !all(opening)) full = true;
    groups.push(group);
  });
  return groups;
}

/** Where a cell from a row above reaches down to, an empty one gives way. */
function withoutOverlap(cells: readonly Cell[]): Cell[] {
  const reached = new Set<string>();
  for (const { row, col, row_span, col_span } of cells)
    for (let r = row + 1; r < row + row_span; r++)
      for (let c = col; c < col + col_span; c++) reached.add(`${r},${c}`);
  return cells.filter(({ row, col, text }) => text !== '' || !reached.has(`${row},${col}`));
}
