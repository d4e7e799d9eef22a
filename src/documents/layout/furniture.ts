import type { Word } from '../pdf/page-content';
import { makeLines, type Line } from './line';
import type { UprightPage } from './upright';

export interface Furniture {
  type: 'Header' | 'Footer' | 'PageNumber';
  line: Line;
}

// Share of the page's height, at top and bottom, where running heads stand.
const edge = 0.13;
const deepestLine = 4;
const number =
  /^(?:[-–—]\s*)?(?:(?:page|p\.|pg\.?|seite|第)\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[A-Z]{1,2}-\d{1,3}|\d{1,2}-\d{1,3})(?:\s*页)?(?:\s*(?:of|\/|共|von)\s*\d{1,4}\s*页?)?(?:\s*[-–—])?$/i;

interface Candidate extends Furniture {
  page: number;
  order: number;
  key: string;
  /** Distance from the page's edge, in points. */
  distance: number;
}

/**
 * Running heads and feet: lines at the edge of the page that come back, digits aside, on other pages at the same height.
 * Returns for every page its furniture; those lines' words are no part of the text.
 */
export function findFurniture(pages: readonly UprightPage[]): Furniture[][] {
  const candidates = pages.flatMap((page, index) => [
    ...edgeLines(page, index, 'Header'),
    ...edgeLines(page, index, 'Footer'),
  ]);
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = `${candidate.type}|${candidate.key}`;
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  const needed = pages.length <= 3 ? 2 : 3;
  const repeated = new Set<Candidate>();
  for (const group of groups.values()) {
    group.sort((a, b) => a.distance - b.distance);
    // Two pointers over the sorted distances: every line with enough of its like within 8 points.
    let from = 0;
    let to = 0;
    for (const candidate of group) {
      while (candidate.distance - group[from]!.distance > 8) from++;
      while (to < group.length && group[to]!.distance - candidate.distance <= 8) to++;
      if (to - from >= needed) repeated.add(candidate);
    }
  }
  const found: Furniture[][] = pages.map(() => []);
  for (const type of ['Header', 'Footer'] as const) {
    for (let page = 0; page < pages.length; page++) {
      const own = candidates.filter((c) => c.page === page && c.type === type);
      for (const candidate of own) {
        const isNumber = number.test(candidate.line.text);
        // From the edge inwards: what follows a line that is no furniture is none either.
        if (!repeated.has(candidate) && !(isNumber && candidate.order === 0)) break;
        found[page]!.push({ type: isNumber ? 'PageNumber' : type, line: candidate.line });
      }
    }
  }
  return found;
}

function edgeLines(page: UprightPage, index: number, type: 'Header' | 'Footer'): Candidate[] {
  const top = type === 'Header';
  const near = page.words.filter((w) => (top ? w.y1 < edge * page.height : w.y0 > (1 - edge) * page.height));
  const lines = makeLines(near as Word[]);
  if (!top) lines.reverse();
  return lines.slice(0, deepestLine).map((line, order) => ({
    page: index,
    order,
    type,
    line,
    key: line.text
      .replace(/\d+|\b[ivxlc]+\b/gi, '#')
      .replace(/\s+/g, ' ')
      .slice(0, 80),
    distance: top ? line.y0 : page.height - line.y1,
  }));
}
