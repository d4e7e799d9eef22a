import { median, type Line } from '../layout/line';
import { hasMarker } from '../layout/markers';
import { isFigure, isNumeric, isYear } from './numeric';
import { isLeader, phrasesOf } from './phrases';

// In em: a gap this wide is no word space, not even in justified text.
const columnGap = 1.15;
// In units of the font size: lines further apart belong to different things.
const farthest = 3.3;
// The same for rows that stand under one another in at least so many columns, and for rows set wide apart.
const farthestAlike = 5;
const manyColumns = 4;
// Rows set wide apart may stand this many times their usual distance apart.
const spread = 1.5;
const fewestSteps = 2;
const mostBridges = 2;
// So many where figures above and below end at the same places but for a closing bracket, in em.
const mostBridgesAlike = 4;
const sameEnd = 0.5;
// Points by which text of one column begins at the same place; em from a row to the first line of a higher one.
const sameStart = 1.5;
const highRow = 2.2;

/** Lines that may be a table without rules: most have several phrases; a label or heading may stand alone between. */
export function tableRuns(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  let run: Line[] = [];
  let bridges: Line[] = [];
  const close = () => {
    if (run.filter(isRow).length >= 2) runs.push(run);
    run = [];
    bridges = [];
  };
  for (const line of lines) {
    const last = bridges[bridges.length - 1] ?? run[run.length - 1];
    if (last && line.baseline - last.baseline > reachOf(last, line, run)) close();
    if (isRow(line)) {
      const row = run.findLast(isRow);
      if (bridges.length > mostBridges && !(row && (endAlike(row, line) || headsOver(row, bridges, line)))) {
        const late = bridges.slice(mostBridges);
        close();
        bridges = late;
      }
      run.push(...bridges, line);
      bridges = [];
    } else if (last && run.length > 0 && goesOn(line, last, run)) {
      run.push(...bridges, line);
      bridges = [];
    } else if (
      isFilling(line, lines) ||
      bridges.length >= (run.length > 0 ? mostBridgesAlike : mostBridges)
    ) {
      close();
      // What stands right above the first row may be a spanning heading.
      if (!isFilling(line, lines)) bridges = [line];
    } else {
      bridges.push(line);
    }
  }
  close();
  return runs;
}

/** Points to the next line of the same table, at most. */
function reachOf(last: Line, line: Line, run: readonly Line[]): number {
  const size = Math.max(line.size, last.size);
  if (sameColumns(last, line)) return farthestAlike * size;
  const steps = run.slice(1).map((l, i) => l.baseline - run[i]!.baseline);
  const usual = steps.length < fewestSteps ? 0 : median(steps);
  return Math.max(farthest * size, Math.min(spread * usual, farthestAlike * size));
}

/** Rows of many columns that stand under one another, as a heading and its first row do. */
function sameColumns(a: Line, b: Line): boolean {
  const [above, below] = [phrasesOf(a, columnGap), phrasesOf(b, columnGap)];
  if (Math.min(above.length, below.length) < manyColumns) return false;
  const met = above.filter(
    (p) => below.filter((q) => Math.min(p.x1, q.x1) > Math.max(p.x0, q.x0)).length === 1,
  );
  return met.length >= 0.75 * Math.max(above.length, below.length);
}

/** Labels of sections between headings and the first row, at the left of all that the columns hold. */
function headsOver(row: Line, labels: readonly Line[], line: Line): boolean {
  const heads = phrasesOf(row, columnGap);
  if (heads.some((p) => isNumeric(p.text) && !isYear(p.text))) return false;
  const body = phrasesOf(line, columnGap);
  const x = Math.min(heads.at(-1)!.x0, body[1]!.x0);
  return body.some((p, i) => i > 0 && isFigure(p.text)) && labels.every((label) => label.x1 < x);
}

/** At least two figures of each end at the same place. */
function endAlike(a: Line, b: Line): boolean {
  const figures = (line: Line) => phrasesOf(line, columnGap).filter((p, i) => i > 0 && isFigure(p.text));
  const below = figures(b);
  return figures(a).filter((p) => below.some((q) => Math.abs(p.x1 - q.x1) <= sameEnd * a.size)).length > 1;
}

function isRow(line: Line): boolean {
  const phrases = phrasesOf(line, columnGap);
  if (phrases.length < 2) return false;
  // A list's mark and its text; a table of contents' entry and its page.
  if (
    phrases.length === 2 &&
    hasMarker(line) &&
    phrases[0]!.words.length === 1 &&
    phrases[0]!.text.length <= 4
  ) {
    return isNumeric(phrases[1]!.text);
  }
  return !isContents(line);
}

/**
 * Text of a later column that wraps: close under the line before, well inside the table's left edge, or nearly so at the place
 * where the text of that column begins in the row before, as where the row's other cells stand in the middle of its height.
 */
function goesOn(line: Line, last: Line, run: readonly Line[]): boolean {
  const left = Math.min(...run.map((l) => l.x0));
  if (line.x0 <= left + 3 * line.size) return false;
  const step = line.baseline - last.baseline;
  if (step < 1.35 * line.size) return true;
  const row = run.findLast(isRow);
  return (
    step < highRow * line.size &&
    row !== undefined &&
    phrasesOf(row, columnGap).some((phrase, i) => i > 0 && Math.abs(phrase.x0 - line.x0) <= sameStart)
  );
}

/** "Title ........ 12": one leader, then a page number at the end. */
export function isContents(line: Line): boolean {
  const at = line.words.findIndex(isLeader);
  if (at < 0) return /\.{5,}\s*[\w-]{1,6}$/.test(line.text);
  const rest = line.words.slice(at).filter((w) => !isLeader(w));
  return (
    at > 0 && rest.length === 1 && /^(?:[A-Z]{1,2}-?)?(?:\d{1,4}(?:-\d{1,3})?|[ivxlc]+)$/i.test(rest[0]!.text)
  );
}

/** Running text: one phrase over most of the column's width. */
function isFilling(line: Line, lines: readonly Line[]): boolean {
  const left = Math.min(...lines.map((l) => l.x0));
  const right = Math.max(...lines.map((l) => l.x1));
  return line.words.length > 5 && line.x1 - line.x0 > 0.75 * (right - left);
}
