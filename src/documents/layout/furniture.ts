import {
  edgeLines,
  isInMargin,
  partsOf,
  sameReading,
  standsApart,
  tableHeads,
  type Edge,
  type EdgeLine,
} from './edge-lines';
import { isCaption } from './classify';
import { headsInGrids } from './grid-heads';
import { loneEdge } from './lone-edges';
import { makeLine, median, type Line } from './line';
import { countingFeet, isNumberedEdge, isPageNumber } from './page-numbers';
import type { UprightPage } from './upright';

export interface Furniture {
  type: 'Header' | 'Footer' | 'PageNumber';
  line: Line;
}

// Points by which printed heads differ in height.
const printedShift = 8;
// Share of the page's height and width by which a sheet may lie aside on a scanner's glass.
const scannedShift = { down: 0.03, across: 0.05 };
// Scanned pages are compared with this many pages before and after them.
const scannedReach = 10;
// Share of the page's width left and right of all text.
const margin = 0.08;

/**
 * Running heads and feet: lines at the edge of the page that come back, numbers and a scan's misreadings aside, on other
 * pages at the same place; also those of which only a part comes back, and those that stand where such lines stand.
 * Returns for every page its furniture; those lines' words are no part of the text.
 */
export function findFurniture(pages: readonly UprightPage[]): Furniture[][] {
  const byPage = pages.map((page, i) => ({
    top: edgeLines(page, i, 'top'),
    bottom: edgeLines(page, i, 'bottom'),
  }));
  const lines = byPage.flatMap(({ top, bottom }) => [...top, ...bottom]);
  const needed = pages.length <= 3 ? 2 : 3;
  // Those that a tagged PDF says are no content need not come back.
  const repeated = new Set(lines.filter((line) => isMakeUp(line, pages[line.page]!)));
  // What only ends a page that is not full must count the pages.
  const near = lines.filter((line) => line.edge === 'top' || isInMargin(line, pages[line.page]!));
  markEqual(near, pages, needed, repeated);
  markMisread(byPage, pages, needed, repeated);
  markInPlace(near, pages, needed, repeated);
  const last = byPage.flatMap(({ bottom }) => bottom.slice(0, 1));
  for (const line of countingFeet(last, pages, needed)) repeated.add(line);
  for (const [i, page] of pages.entries()) {
    for (const head of tableHeads(page, byPage[i]!.top, (line) => repeated.has(line))) repeated.delete(head);
    const tops = byPage[i]!.top.filter((line) => repeated.has(line));
    const held = new Set(
      headsInGrids(
        page,
        tops.map(({ line }) => line),
      ),
    );
    for (const top of tops) if (held.has(top.line)) repeated.delete(top);
  }
  for (const [i, { top, bottom }] of byPage.entries())
    for (const line of [...loneEdge(top, pages[i]!), ...loneEdge(bottom, pages[i]!)]) repeated.add(line);
  const found = sideNumbers(pages, needed);
  const open = new Set<string>();
  for (const candidate of lines) {
    const { page, edge, order, line } = candidate;
    const isNumber = isPageNumber(line.text);
    // From the edge inwards: what follows a line that is no furniture is none either.
    const key = `${page} ${edge}`;
    if (order > 0 && !open.has(key)) continue;
    const isKnown =
      repeated.has(candidate) ||
      (order === 0 && isNumber && isInMargin(candidate, pages[page]!)) ||
      (order === 0 && isNumberedEdge(candidate, pages[page]!));
    if (!isKnown) {
      open.delete(key);
      continue;
    }
    open.add(key);
    found[page] = found[page]!.filter((beside) => !line.words.includes(beside.line.words[0]!));
    found[page].push({ type: isNumber ? 'PageNumber' : edge === 'top' ? 'Header' : 'Footer', line });
  }
  return found;
}

/** Tagged as no content and set as such: headings and captions at a page's top have been so by mistake. */
const isMakeUp = (candidate: EdgeLine, page: UprightPage): boolean => {
  const { words, size, text } = candidate.line;
  return (
    isInMargin(candidate, page) &&
    words.every(({ tag }) => tag?.kind === 'artifact') &&
    size <= 1.05 * median(page.words.map((w) => w.size)) &&
    !isCaption(text)
  );
};

/** Lines of the same words, or with a part of the same words that begins or ends at the same place. */
function markEqual(
  lines: readonly EdgeLine[],
  pages: readonly UprightPage[],
  needed: number,
  repeated: Set<EdgeLine>,
): void {
  const groups = new Map<string, EdgeLine[]>();
  for (const line of lines) {
    for (const sign of signsOf(line, pages[line.page]!)) {
      const key = `${line.edge} ${sign}`;
      const group = groups.get(key);
      if (group) group.push(line);
      else groups.set(key, [line]);
    }
  }
  for (const group of groups.values()) {
    group.sort((a, b) => a.distance - b.distance);
    // Two pointers over the sorted distances: every line with enough of its like in reach.
    let from = 0;
    let to = 0;
    for (const candidate of group) {
      while (candidate.distance - group[from]!.distance > printedShift) from++;
      while (to < group.length && group[to]!.distance - candidate.distance <= printedShift) to++;
      if (to - from >= needed) repeated.add(candidate);
    }
  }
}

function signsOf(candidate: EdgeLine, page: UprightPage): string[] {
  const parts = partsOf(candidate.line);
  if (parts.length < 2 || !standsApart(page, candidate)) return [candidate.text];
  return [
    candidate.text,
    ...parts
      .filter(({ text }) => /\p{L}{3}|\p{Script=Han}{2}/u.test(text))
      .flatMap(({ text, x0, x1 }) => [
        `left ${Math.round(x0 / printedShift)} ${text}`,
        `right ${Math.round(x1 / printedShift)} ${text}`,
      ]),
  ];
}

/** Lines of scanned pages that were read a little differently each time. */
function markMisread(
  byPage: readonly Readonly<Record<Edge, EdgeLine[]>>[],
  pages: readonly UprightPage[],
  needed: number,
  repeated: Set<EdgeLine>,
): void {
  if (pages.every((page) => !page.order)) return;
  for (const candidate of byPage.flatMap(({ top, bottom }) => [...top, ...bottom])) {
    const page = pages[candidate.page]!;
    if (!page.order || repeated.has(candidate)) continue;
    const from = Math.max(0, candidate.page - scannedReach);
    const like = byPage
      .slice(from, candidate.page + scannedReach + 1)
      .flatMap((others) => others[candidate.edge].find((other) => misreadAs(candidate, other, page)) ?? []);
    if (like.length >= needed) for (const line of like) repeated.add(line);
  }
}

function misreadAs(a: EdgeLine, b: EdgeLine, page: UprightPage): boolean {
  if (Math.abs(a.distance - b.distance) > scannedShift.down * page.height) return false;
  const across = scannedShift.across * page.width;
  const near = Math.abs(a.line.x0 - b.line.x0) < across || Math.abs(a.line.x1 - b.line.x1) < across;
  if (near && sameReading(a.text, b.text)) return true;
  const others = partsOf(b.line);
  return (
    others.length > 1 &&
    standsApart(page, a) &&
    partsOf(a.line).some((p) =>
      others.some(
        (q) =>
          (Math.abs(p.x0 - q.x0) < across || Math.abs(p.x1 - q.x1) < across) && sameReading(p.text, q.text),
      ),
    )
  );
}

/** Small print where heads stand on many pages: the name of a chapter too short to come back often enough. */
function markInPlace(
  lines: readonly EdgeLine[],
  pages: readonly UprightPage[],
  needed: number,
  repeated: Set<EdgeLine>,
): void {
  const place = ({ edge, distance, line }: EdgeLine, off = 0) =>
    `${edge} ${Math.round(distance) + off} ${line.size.toFixed(1)}`;
  const taken = new Map<string, number>();
  for (const line of repeated) taken.set(place(line), (taken.get(place(line)) ?? 0) + 1);
  const enough = Math.max(needed, 0.3 * pages.length);
  for (const line of lines) {
    if (repeated.has(line) || line.order > 0) continue;
    const like = [-1, 0, 1].reduce((n, off) => n + (taken.get(place(line, off)) ?? 0), 0);
    if (like < enough) continue;
    const page = pages[line.page]!;
    if (line.line.size < 0.95 * median(page.words.map((w) => w.size)) && standsApart(page, line))
      repeated.add(line);
  }
}

/** Page numbers that stand alone beside the text, at one height on at least half of all pages. */
function sideNumbers(pages: readonly UprightPage[], needed: number): Furniture[][] {
  const alone = pages.map(({ words, width }) => {
    const beside = words.filter((w) => w.x1 < margin * width || w.x0 > (1 - margin) * width);
    return beside.length === 1 && isPageNumber(beside[0]!.text) ? beside[0] : undefined;
  });
  const height = median(alone.flatMap((word) => (word ? [word.y0] : [])));
  const found = alone.map((word) => (word && Math.abs(word.y0 - height) < printedShift ? word : undefined));
  const enough = Math.max(needed, 0.5 * pages.length);
  if (found.filter(Boolean).length < enough) return pages.map(() => []);
  return found.map((word) => (word ? [{ type: 'PageNumber', line: makeLine([word]) }] : []));
}
