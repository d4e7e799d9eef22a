import type { Word } from '../pdf/page-content';
import { makeLines, median } from './line';
import type { UprightPage } from './upright';

// Numbers of lines on a page, the step from one to the next, and in how many of the steps they must go up by it.
const fewest = 8;
const steps = [1, 5];
const steady = 0.85;
// In em: how exactly they begin or end at one place, and how far from the text they stand.
const exact = 0.6;
const apart = 0.5;
// Lines of the text beside them that go on in the midst of a sentence: rows of a table begin with capitals and figures.
const fewestOngoing = 3;

/**
 * A page without the numbers of its lines, as drafts and court papers have them in a margin: figures alone at one place that
 * go up by one (or five) from line to line, beside text of which sentences run over the lines.
 */
export function withoutLineNumbers(page: UprightPage): UprightPage {
  if (page.order) return page;
  const figures = page.words.filter(({ text }) => /^\d{1,4}$/.test(text));
  if (figures.length < fewest) return page;
  const numbers = new Set([...marginOf(page, figures, 'left'), ...marginOf(page, figures, 'right')]);
  return numbers.size === 0 ? page : { ...page, words: page.words.filter((word) => !numbers.has(word)) };
}

function marginOf({ words }: UprightPage, figures: readonly Word[], side: 'left' | 'right'): readonly Word[] {
  const edgeOf = (word: Word) => (side === 'left' ? word.x1 : word.x0);
  const outermost = side === 'left' ? Math.min(...figures.map(edgeOf)) : Math.max(...figures.map(edgeOf));
  const size = median(figures.map((word) => word.size));
  const own = figures
    .filter((word) => Math.abs(edgeOf(word) - outermost) < exact * size || isFlush(word, figures, outermost))
    .toSorted((a, b) => a.y0 - b.y0);
  if (own.length < fewest || !steps.some((step) => isCounted(own, step))) return [];
  const edge = own.reduce(
    (at, word) => (side === 'left' ? Math.max(at, word.x1) : Math.min(at, word.x0)),
    edgeOf(own[0]!),
  );
  const numbered = new Set(own);
  const text = words.filter((word) => !numbered.has(word));
  const top = own[0]!.y0;
  const bottom = own.at(-1)!.y1;
  const beside = text.filter((word) => word.y1 > top && word.y0 < bottom);
  const clear = beside.every((word) =>
    side === 'left' ? word.x0 > edge + apart * size : word.x1 < edge - apart * size,
  );
  const ongoing = makeLines(beside).filter((line) => /^\p{Ll}{2}/u.test(line.text) && line.words.length > 4);
  return clear && ongoing.length >= fewestOngoing ? own : [];
}

/** Figures of another length that begin where the outermost do. */
const isFlush = (word: Word, figures: readonly Word[], outermost: number): boolean =>
  figures.some(
    (other) =>
      (Math.abs(other.x1 - outermost) < 0.1 && Math.abs(other.x0 - word.x0) < 0.1) ||
      (Math.abs(other.x0 - outermost) < 0.1 && Math.abs(other.x1 - word.x1) < 0.1),
  );

function isCounted(words: readonly Word[], step: number): boolean {
  const right = words.filter((word, i) => i > 0 && Number(word.text) - Number(words[i - 1]!.text) === step);
  return right.length >= steady * (words.length - 1);
}
