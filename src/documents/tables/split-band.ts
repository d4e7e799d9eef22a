import { isCjk, makeLines, type Line } from '../layout/line';
import { hasMarker } from '../layout/markers';
import { isFigure, isNumeric } from './numeric';
import type { GridCell } from './ruled-tables';

// Cells side by side that all wrap would be a rare chance.
const manyCells = 3;
// Figures one below another in one cell, and the share of its lines that they are.
const fewestFigures = 4;
const mostlyFigures = 0.8;

/**
 * Heights of the text lines that are rows of their own within one band of a ruled grid, or null when the band is one
 * row whose cells wrap. A wrapped line ends where the next word no longer fits; a row's line ends anywhere. `heading`: the
 * band is the first of several, where words under one another are the lines of a heading.
 */
export function splitBand(cells: readonly GridCell[], heading = false): number[] | null {
  const texts = cells.map((cell) => ({ cell, lines: makeLines(cell.words) }));
  const several = texts.filter((t) => t.lines.length > 1);
  if (texts.length < 2 || several.length < 2) return null;
  const heights = lineHeights(texts.flatMap((t) => t.lines));
  if (heights.length < 2) return null;
  const numbers = several.filter(({ lines }) => lines.every((l) => isNumeric(l.text)));
  const full = several.filter(({ lines }) => lines.length === heights.length);
  // Where most cells have one line, the second line of the others goes on with their first.
  const rows = heights.length > 2 || full.length >= 0.5 * texts.length;
  if (rows && numbers.length >= 1 && numbers.length >= 0.3 * several.length && full.length >= 2)
    return heights;
  if (figureRows(texts.map(({ lines }) => lines)) >= fewestFigures) return heights;
  const listed = several.some(({ lines }) => lines.filter(hasMarker).length > 1);
  if (heading || listed) return null;
  let breaks = 0;
  let free = 0;
  for (const { cell, lines } of several) {
    for (let i = 1; i < lines.length; i++) {
      breaks++;
      if (nextWordFitted(cell, lines[i - 1]!, lines[i]!)) free++;
    }
  }
  // Two lines in every cell, none of which is full.
  if (heights.length === 2 && full.length === texts.length && texts.length >= manyCells && free === breaks)
    return heights;
  const alike = full.length === texts.length ? 0.5 : 0.7;
  return heights.length >= 3 &&
    full.length >= 2 &&
    free >= alike * breaks &&
    full.length >= 0.6 * texts.length
    ? heights
    : null;
}

/**
 * At how many heights a line of a column of figures has a line of another cell beside it. Figures do not wrap: they are rows,
 * though labels over several of them, or what is written in another column, have lines of their own. None where most figures
 * of a column stand alone.
 */
function figureRows(cells: readonly (readonly Line[])[]): number {
  const middle = (line: Line) => (line.y0 + line.y1) / 2;
  const rows = cells.map((lines) => {
    const figures = lines.filter(({ text }) => isFigure(text));
    if (figures.length < mostlyFigures * lines.length) return 0;
    const beside = figures.filter((line) =>
      cells.some(
        (others) =>
          others !== lines &&
          others.some((other) => Math.abs(middle(other) - middle(line)) <= 0.5 * line.size),
      ),
    );
    return beside.length >= mostlyFigures * figures.length ? figures.length : 0;
  });
  return Math.max(...rows);
}

function nextWordFitted(cell: GridCell, a: Line, b: Line): boolean {
  const first = b.words[0]!;
  const width = isCjk(first.text) ? b.size : first.x1 - first.x0;
  const padding = Math.max(1, Math.min(a.x0 - cell.x0, 8));
  return a.x1 - a.x0 + 0.3 * a.size + width < cell.x1 - cell.x0 - 2 * padding;
}

function lineHeights(lines: readonly Line[]): number[] {
  const middles = lines.map((l) => ({ y: (l.y0 + l.y1) / 2, size: l.size })).sort((a, b) => a.y - b.y);
  const found: number[] = [];
  for (const { y, size } of middles) {
    const last = found[found.length - 1];
    if (last === undefined || y - last > 0.5 * size) found.push(y);
  }
  return found;
}
