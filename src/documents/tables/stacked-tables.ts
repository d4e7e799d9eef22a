import { median, type Line } from '../layout/line';
import type { Rule } from '../pdf/page-content';
import { findColumns, phraseGap, type Column } from './aligned-columns';
import { isNumeric, isYear } from './numeric';
import { phrasesOf } from './phrases';
import { drawnBetween } from './underlines';

// In em: a gap this wide is no word space.
const columnGap = 1.15;
// A title and its second line, and a unit.
const mostTitles = 3;
const fewestRows = 2;
// Of the columns but that of labels, that have a heading.
const mostHeaded = 0.5;
// Of the usual distance from line to line: more stands over the title of another table.
const standsOff = 1.4;
// Of a table's width, that a line drawn around it runs along.
const wholeWidth = 0.8;

/**
 * Parts a run at titles that headings of another table follow: over other columns, the same headings once more, or with
 * lines over the whole width above the title and below it. Sections of one table have no headings of their own.
 */
export function partStacked(run: readonly Line[], rules: readonly Rule[]): Line[][] {
  const parts: Line[][] = [];
  let from = 0;
  for (let at = 1; at < run.length; at++) {
    if (!isHeading(run[at]!)) continue;
    let title = at;
    while (title > from && at - title < mostTitles && isLone(run[title - 1]!)) title--;
    if (title === at || title === from) continue;
    const above = run.slice(from, title);
    const below = run.slice(at, nextTitle(run, at));
    if (above.filter(hasFigures).length < fewestRows || below.filter(hasFigures).length < fewestRows)
      continue;
    if (phrasesOf(run[at]!, columnGap).length < mostHeaded * (columnsOf(below).length - 1)) continue;
    if (!startsTable(above, run.slice(title, at), below, rules)) continue;
    parts.push(run.slice(from, cutBefore(run, title, at)));
    from = cutBefore(run, title, at);
  }
  parts.push(run.slice(from));
  return parts;
}

const isLone = (line: Line): boolean => phrasesOf(line, columnGap).length === 1;

/** Words over columns, or years, and no figure. */
function isHeading(line: Line): boolean {
  const phrases = phrasesOf(line, columnGap);
  return phrases.length > 1 && phrases.every(({ text }) => !isNumeric(text) || isYear(text));
}

const hasFigures = (line: Line): boolean =>
  phrasesOf(line, columnGap).some(({ text }, i) => i > 0 && isNumeric(text) && !isYear(text));

/** Where the lines that this heading stands over end: at the next lone line that headings follow, or the end. */
function nextTitle(run: readonly Line[], at: number): number {
  let figures = false;
  for (let i = at + 1; i < run.length; i++) {
    figures ||= hasFigures(run[i]!);
    if (figures && isHeading(run[i]!) && isLone(run[i - 1]!)) return i - 1;
  }
  return run.length;
}

function startsTable(
  above: readonly Line[],
  title: readonly Line[],
  below: readonly Line[],
  rules: readonly Rule[],
): boolean {
  const heading = above.find(isHeading);
  const name = title[0]!;
  const steps = above.slice(1).map((line, i) => line.baseline - above[i]!.baseline);
  const far = name.baseline - above.at(-1)!.baseline > standsOff * median(steps);
  const stands = far || (name.bold && !above.filter(hasFigures).some((line) => line.bold));
  if (heading && heading.text === below[0]!.text) return stands;
  const all = [...above, ...below];
  const x0 = Math.min(...all.map((line) => line.x0));
  const x1 = Math.max(...all.map((line) => line.x1));
  const whole = (a: Line, b: Line) =>
    drawnBetween(rules, a, b).some(
      (rule) => Math.min(rule.to, x1) - Math.max(rule.from, x0) >= wholeWidth * (x1 - x0),
    );
  if (whole(above.at(-1)!, name) && (whole(title.at(-1)!, below[0]!) || whole(below[0]!, below[1]!)))
    return true;
  return !sameColumns(columnsOf(above), columnsOf(below));
}

function columnsOf(lines: readonly Line[]): Column[] {
  const rows = lines.filter((line) => !isLone(line));
  return findColumns(rows, phraseGap(rows));
}

/** As many columns, each over one of the others. */
function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  if (a.length !== b.length) return false;
  return b.every((column, i) =>
    a.every((other, k) => {
      const over = Math.min(other.x1, column.x1) > Math.max(other.x0, column.x0);
      return over === (i === k);
    }),
  );
}

/** Before the widest space from the last row to the heading: a note under the first table is its own. */
function cutBefore(run: readonly Line[], title: number, heading: number): number {
  let cut = title;
  for (let i = title + 1; i < heading; i++) {
    const space = (k: number) => run[k]!.baseline - run[k - 1]!.baseline;
    if (space(i) > space(cut)) cut = i;
  }
  return cut;
}
