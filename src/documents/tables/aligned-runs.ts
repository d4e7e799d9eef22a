import type { Line } from '../layout/line';
import { hasMarker } from '../layout/paragraphs';
import { isNumeric } from './numeric';
import { isLeader, phrasesOf } from './phrases';

// In em: a gap this wide is no word space, not even in justified text.
const columnGap = 1.15;
// In units of the font size: lines further apart belong to different things.
const farthest = 3.3;
const mostBridges = 2;

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
    if (last && line.baseline - last.baseline > farthest * Math.max(line.size, last.size)) close();
    if (isRow(line)) {
      run.push(...bridges, line);
      bridges = [];
    } else if (last && run.length > 0 && goesOn(line, last, run)) {
      run.push(...bridges, line);
      bridges = [];
    } else if (isFilling(line, lines) || bridges.length >= mostBridges) {
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

/** Text of a later column that wraps: close under the line before, well inside the table's left edge. */
function goesOn(line: Line, last: Line, run: readonly Line[]): boolean {
  const left = Math.min(...run.map((l) => l.x0));
  return line.baseline - last.baseline < 1.35 * line.size && line.x0 > left + 3 * line.size;
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
