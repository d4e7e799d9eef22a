import { isInMargin, partsOf, standsApart, type EdgeLine } from './edge-lines';
import { makeLines, median } from './line';
import type { UprightPage } from './upright';

const number =
  /^(?:[-–—]\s*)?(?:(?:page|p\.|pg\.?|seite|第)\s*)?(?:\d{1,5}|[ivxlc]{1,6}|[A-Z]{1,2}-\d{1,3}|\d{1,2}-\d{1,3})(?:\s*页)?(?:\s*(?:of|von|[/，,]?\s*共|\/)\s*\d{1,4}\s*页?)?(?:\s*[-–—])?$/i;

export const isPageNumber = (text: string): boolean => number.test(text);

/**
 * Last lines that count the pages, however high they stand: pages made from web pages end where their text does.
 * `last`: of each page the line nearest to its foot.
 */
export function countingFeet(
  last: readonly EdgeLine[],
  pages: readonly UprightPage[],
  needed: number,
): EdgeLine[] {
  const groups = new Map<string, EdgeLine[]>();
  for (const line of last) {
    const [rest, own] = /(\d{1,4})(?:\s*(?:of|\/)\s*\d{1,4})?\D*$/i.exec(line.line.text) ?? [];
    if (rest === undefined || !standsApart(pages[line.page]!, line)) continue;
    // All else in it stays as it is, as no row of figures does.
    const key = `${Number(own) - line.page} ${line.line.text.slice(0, -rest.length)}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].filter((group) => group.length >= needed).flat();
}

// In units of the median size: a heading is larger, and 'Part 2' may stand in it.
const largest = 1.12;
// In em: from the text to a head or foot that no other page confirms.
const room = 1.2;

/**
 * A head or foot that is known by its page alone: a page number at one end and something else far from it, or 'Page 2 of
 * 9', set apart from the text and no larger.
 */
export function isNumberedEdge(candidate: EdgeLine, page: UprightPage): boolean {
  const { line, edge } = candidate;
  if (!isInMargin(candidate, page)) return false;
  const parts = partsOf(line, false);
  const atEnd = [parts[0]!, parts.at(-1)!].some(
    ({ text }) => isPageNumber(text) && !/^(?:19|20)\d\d$/.test(text),
  );
  const isSmall = () => line.size <= largest * median(page.words.map((w) => w.size));
  const isNumbered = parts.length > 1 && parts.length < 4 && atEnd && isSmall();
  if (!isNumbered && !/\bpage \d{1,4} of \d{1,4}$/i.test(line.text)) return false;
  const inwards = page.words.filter((w) => (edge === 'top' ? w.y0 >= line.y1 : w.y1 <= line.y0));
  const next = edge === 'top' ? makeLines(inwards)[0] : makeLines(inwards).at(-1);
  if (!next) return false;
  const away = edge === 'top' ? next.y0 - line.y1 : line.y0 - next.y1;
  return away > room * line.size && partsOf(next).length < 3;
}
