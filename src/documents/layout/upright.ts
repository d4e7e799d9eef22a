import type { PageContent, Rule, Word } from '../pdf/page-content';
import type { BoundingBox } from '../types';
import type { Box } from './box';
import type { GivenOrder } from './given-order';

/** A page turned so that most of its text reads left to right. */
export interface UprightPage extends PageContent {
  /** Words that run another way (a note along the margin, a watermark), as on the unturned page. */
  sideways: Word[];
  /** Given where a page was recognised from its picture: all of `words`; otherwise the order is found from positions. */
  order?: GivenOrder;
  /** A box on this page as a box on the page as shown. */
  toShown(box: BoundingBox): BoundingBox;
}

type Turn = (x: number, y: number) => [number, number];

/** Turns a page whose text was written sideways (landscape tables, vertical Chinese); others pass unchanged. */
export function upright(page: PageContent): UprightPage {
  const letters = [0, 0, 0, 0];
  for (const word of page.words) if (word.turn >= 0) letters[word.turn]! += word.text.length;
  const turn = letters.indexOf(Math.max(...letters));
  const words = page.words.filter((w) => w.turn === turn);
  const sideways = page.words.filter((w) => w.turn !== turn);
  if (turn === 0) return { ...page, words, sideways, toShown: (box) => box };
  const { width: w, height: h } = page;
  const there: Turn[] = [
    (x, y) => [x, y],
    (x, y) => [y, w - x],
    (x, y) => [w - x, h - y],
    (x, y) => [h - y, x],
  ];
  const back: Turn[] = [
    (x, y) => [x, y],
    (x, y) => [w - y, x],
    (x, y) => [w - x, h - y],
    (x, y) => [y, h - x],
  ];
  const swap = turn % 2 === 1;
  return {
    width: swap ? h : w,
    height: swap ? w : h,
    words: words.map((word) => turnWord(word, there[turn]!)),
    rules: page.rules.map((rule) => turnRule(rule, there[turn]!, swap)),
    fills: page.fills.map((fill) => turnBox(fill, there[turn]!)),
    shapes: (page.shapes ?? []).map((shape) => turnBox(shape, there[turn]!)),
    sideways,
    toShown: ([x0, y0, x1, y1]) => {
      const box = turnBox({ x0, y0, x1, y1 }, back[turn]!);
      return [box.x0, box.y0, box.x1, box.y1];
    },
  };
}

function turnBox(box: Box, turn: Turn): Box {
  const [ax, ay] = turn(box.x0, box.y0);
  const [bx, by] = turn(box.x1, box.y1);
  return { x0: Math.min(ax, bx), y0: Math.min(ay, by), x1: Math.max(ax, bx), y1: Math.max(ay, by) };
}

function turnWord(word: Word, turn: Turn): Word {
  const box = turnBox(word, turn);
  return { ...word, ...box, baseline: box.y1 - 0.22 * word.size, turn: 0 };
}

function turnRule(rule: Rule, turn: Turn, swap: boolean): Rule {
  const ends = rule.horizontal
    ? [turn(rule.from, rule.at), turn(rule.to, rule.at)]
    : [turn(rule.at, rule.from), turn(rule.at, rule.to)];
  const horizontal = swap ? !rule.horizontal : rule.horizontal;
  const along = ends.map((p) => p[horizontal ? 0 : 1]);
  return {
    horizontal,
    at: ends[0]![horizontal ? 1 : 0],
    from: Math.min(...along),
    to: Math.max(...along),
    thickness: rule.thickness,
  };
}
