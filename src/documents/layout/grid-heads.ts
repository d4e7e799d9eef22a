import { lowestRow, groupRules, type RuleGroup } from '../tables/rule-grid';
import type { Line } from './line';
import type { UprightPage } from './upright';

// Points by which a line of text may stand over the sides of the grid that holds it.
const beyond = 3;
// A grid goes on below its headings by this share of the page's height; a box around a running head does not.
const deepest = 0.1;
// Of the grid's inner upright lines so many begin or go on below its headings: a frame around the page has none.
const fewestInner = 1;
const fewestRows = 3;

/** Of these lines at the top of a page, those that a drawn grid holds which goes on below them: headings of a table. */
export function headsInGrids(page: UprightPage, lines: readonly Line[]): Line[] {
  if (lines.length === 0) return [];
  const lowest = Math.max(...lines.map((line) => line.y1));
  const crossed = (line: Line) =>
    [...page.rules, ...page.fills].some((drawn) =>
      'at' in drawn ? !drawn.horizontal && drawn.to > line.y1 && drawn.from < lowest : drawn.y0 < line.y0,
    );
  if (!lines.some(crossed)) return [];
  const groups = groupRules(page.rules, page.fills);
  return lines.filter((line) => groups.some((group) => isGridAround(group, line, page.height)));
}

function isGridAround({ horizontal, vertical }: RuleGroup, line: Line, pageHeight: number): boolean {
  const tall = vertical.filter((rule) => rule.to - rule.from > lowestRow);
  if (tall.length < 2 + fewestInner || horizontal.length < fewestRows + 1) return false;
  const left = Math.min(...horizontal.map((rule) => rule.from));
  const right = Math.max(...horizontal.map((rule) => rule.to));
  if (line.x0 < left - beyond || line.x1 > right + beyond) return false;
  const middle = (line.y0 + line.y1) / 2;
  const heights = horizontal.map((rule) => rule.at);
  const below = horizontal.filter((rule) => rule.at > middle);
  if (Math.min(...heights) > middle || below.length < fewestRows) return false;
  if (Math.max(...heights) - line.y1 < deepest * pageHeight) return false;
  const inner = tall.filter(
    (rule) => rule.at > left + beyond && rule.at < right - beyond && rule.to > line.y1 + line.size,
  );
  return inner.length >= fewestInner;
}
