import type { Word } from '../pdf/page-content';
import { mergeRules } from '../tables/rule-grid';
import { holdsMiddle, type Box } from './box';
import { makeLines, type Line } from './line';
import { areProse, wordCount } from './prose';
import type { UprightPage } from './upright';

// Points: no smaller box holds text of its own; frames have round corners; what a line ends at.
const smallest = { width: 50, height: 18 };
const corner = 10;
const same = 4;
// Of a box's text, and of the text beside it.
const fewestWords = 6;
const fewestLines = 2;
const fewestBeside = 4;
// Of the page's letters: what holds more is no box beside the text.
const largest = 0.6;
// A page with more is a drawing.
const mostBoxes = 400;
const mostLevel = 300;
// In em: lines whose middles are nearer stand in one row, as so many of a table's do.
const near = 0.25;
const mostMet = 0.5;
// Points between two cards of a row at least: cells stand nearer.
const apart = 5;

/** Filled or framed boxes that hold text beside other text, the largest first; cells and bars of tables are none. */
export function textBoxes(page: UprightPage, words: readonly Word[]): Box[] {
  const letters = words.reduce((n, { text }) => n + text.length, 0);
  const drawn = [...page.fills, ...framesOf(page)].filter(
    ({ x0, y0, x1, y1 }) => x1 - x0 >= smallest.width && y1 - y0 >= smallest.height,
  );
  if (drawn.length === 0 || drawn.length > mostBoxes) return [];
  const found: { box: Box; inside: Word[] }[] = [];
  const areaOf = (box: Box) => (box.x1 - box.x0) * (box.y1 - box.y0);
  for (const box of drawn.toSorted((a, b) => areaOf(b) - areaOf(a))) {
    const inside = words.filter((word) => holdsMiddle(box, word));
    const own = inside.reduce((n, { text }) => n + text.length, 0);
    if (wordCount(inside) < fewestWords || own > largest * letters) continue;
    const overlaps = found.some(
      (other) => touches(other.box, box) && !inside.every((word) => other.inside.includes(word)),
    );
    if (overlaps || found.some((other) => other.inside.length === inside.length && touches(other.box, box)))
      continue;
    if (isOfItsOwn(box, inside, words, drawn)) found.push({ box, inside });
  }
  return found.map(({ box }) => box);
}

const touches = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** Text stands beside it, none over its edges, and its lines make no rows with what stands beside. */
function isOfItsOwn(box: Box, inside: Word[], words: readonly Word[], drawn: readonly Box[]): boolean {
  const lines = makeLines(inside);
  if (lines.length < fewestLines) return false;
  const around = words.filter((word) => !inside.includes(word) && word.y1 > box.y0 && word.y0 < box.y1);
  const beside = around.filter((word) => word.x1 <= box.x0 + 2 || word.x0 >= box.x1 - 2);
  if (beside.length < around.length || beside.length < fewestBeside) return false;
  if (inside.some((word) => word.x0 < box.x0 - 2 || word.x1 > box.x1 + 2)) return false;
  if (drawn.some((other) => adjoins(box, other))) return false;
  const others = makeLines(beside);
  const met = lines.filter((line) => others.some((other) => meets(line, other)));
  if (met.length <= mostMet * lines.length || areProse(lines)) return true;
  return isCard(box, beside, drawn);
}

const meets = (a: Line, b: Line): boolean =>
  Math.abs(a.y0 + a.y1 - b.y0 - b.y1) / 2 < near * Math.max(a.size, b.size);

/** Cells of a row touch, or nearly so. */
const adjoins = (box: Box, other: Box): boolean =>
  Math.abs(other.y0 - box.y0) < same &&
  Math.abs(other.y1 - box.y1) < same &&
  (Math.abs(other.x0 - box.x1) < apart || Math.abs(other.x1 - box.x0) < apart);

/** One of boxes in a row, all the text of which stands in boxes of the same height. */
function isCard(box: Box, beside: readonly Word[], drawn: readonly Box[]): boolean {
  const cards = drawn.filter(
    (other) =>
      Math.abs(other.y0 - box.y0) < same &&
      Math.abs(other.y1 - box.y1) < same &&
      (other.x0 >= box.x1 + apart || other.x1 <= box.x0 - apart),
  );
  return cards.length > 0 && beside.every((word) => cards.some((card) => holdsMiddle(card, word)));
}

/** Frames: two level lines of one length, and an upright one at both their ends. */
function framesOf({ rules }: UprightPage): Box[] {
  const merged = mergeRules(rules);
  const level = merged.filter((rule) => rule.horizontal).toSorted((a, b) => a.at - b.at);
  const upright = merged.filter((rule) => !rule.horizontal);
  if (level.length > mostLevel || upright.length > mostLevel) return [];
  const frames: Box[] = [];
  const side = (x: number, y0: number, y1: number) =>
    upright.some(
      (rule) => Math.abs(rule.at - x) < corner && rule.from < y0 + corner && rule.to > y1 - corner,
    );
  for (const [i, top] of level.entries()) {
    const bottom = level
      .slice(i + 1)
      .find(
        ({ at, from, to }) =>
          at > top.at + same &&
          Math.abs(from - top.from) < same &&
          Math.abs(to - top.to) < same &&
          side(from, top.at, at) &&
          side(to, top.at, at),
      );
    if (bottom) frames.push({ x0: top.from, y0: top.at, x1: top.to, y1: bottom.at });
  }
  return frames;
}
