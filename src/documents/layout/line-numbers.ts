import type { Word } from '../pdf/page-content';
import { makeLines, median, type Line } from './line';
import { isGappy } from './prose';
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
// Of their distances: how exactly they are alike. Of the lines so many may have gaps.
const even = 0.12;
const mostGappy = 0.2;
// Points: on other pages they stand there too.
const samePlace = 4;

/**
 * Pages without the numbers of their lines, as drafts and court papers have them in a margin: figures alone at one place that
 * go up by one (or five) from line to line, beside text of which sentences run over the lines. On pages of little text, as
 * the first of a court paper, they are known by where they stand on the others.
 */
export function withoutLineNumbers(pages: readonly UprightPage[]): UprightPage[] {
  const found = pages.map((page) => marginsOf(page, () => false));
  const places = found.flatMap((margins) => margins.map(({ edge }) => edge));
  if (places.length === 0) return [...pages];
  return pages.map((page, i) => {
    const margins =
      found[i]!.length > 0
        ? found[i]!
        : marginsOf(page, (at) => places.some((x) => Math.abs(x - at) < samePlace));
    const numbers = new Set(margins.flatMap(({ words }) => words));
    return numbers.size === 0 ? page : { ...page, words: page.words.filter((word) => !numbers.has(word)) };
  });
}

interface Margin {
  /** Where the numbers end on the side of the text. */
  edge: number;
  words: readonly Word[];
}

/** Numbers in either margin: beside running text, or where `isKnown` says that numbers stand on other pages. */
function marginsOf(page: UprightPage, isKnown: (edge: number) => boolean): Margin[] {
  const figures = page.order ? [] : page.words.filter(({ text }) => /^\d{1,4}$/.test(text));
  if (figures.length < fewest) return [];
  return (['left', 'right'] as const).flatMap((side) => marginOf(page, figures, side, isKnown) ?? []);
}

function marginOf(
  { words }: UprightPage,
  figures: readonly Word[],
  side: 'left' | 'right',
  isKnown: (edge: number) => boolean,
): Margin | null {
  const edgeOf = (word: Word) => (side === 'left' ? word.x1 : word.x0);
  const outermost = side === 'left' ? Math.min(...figures.map(edgeOf)) : Math.max(...figures.map(edgeOf));
  const size = median(figures.map((word) => word.size));
  const own = figures
    .filter((word) => Math.abs(edgeOf(word) - outermost) < exact * size || isFlush(word, figures, outermost))
    .toSorted((a, b) => a.y0 - b.y0);
  if (own.length < fewest || !steps.some((step) => isCounted(own, step)) || !isEven(own)) return null;
  const edges = own.map(edgeOf);
  const edge = side === 'left' ? Math.max(...edges) : Math.min(...edges);
  const numbered = new Set(own);
  const [top, bottom] = [own[0]!.y0, own.at(-1)!.y1];
  const beside = words.filter((word) => !numbered.has(word) && word.y1 > top && word.y0 < bottom);
  const clear = beside.every((word) =>
    side === 'left' ? word.x0 > edge + apart * size : word.x1 < edge - apart * size,
  );
  if (!clear || !(isKnown(edge) || isRunning(makeLines(beside)))) return null;
  return { edge, words: own };
}

/** Numbers stand at one distance from one another, or at several times that where lines have none. */
function isEven(numbers: readonly Word[]): boolean {
  const distances = numbers.slice(1).map((word, i) => word.y0 - numbers[i]!.y0);
  const usual = median(distances);
  return distances.filter((d) => Math.abs(d - usual) < even * usual).length >= steady * distances.length;
}

/** Running text, whose sentences go on over its lines; rows have gaps, and begin with capitals and figures. */
function isRunning(lines: readonly Line[]): boolean {
  const ongoing = lines.filter((line) => /^\p{Ll}{2}/u.test(line.text) && line.words.length > 4);
  return ongoing.length >= fewestOngoing && lines.filter(isGappy).length <= mostGappy * lines.length;
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
