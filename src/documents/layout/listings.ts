import type { Word } from '../pdf/page-content';
import { median, type Line } from './line';
import type { UprightPage } from './upright';

// Of a document's letters: where more are in a typewriter's font, it was typed, and is no program.
const mostTyped = 0.4;
// Of the lines of a listing so many hold signs that running text does not.
const leastSigns = 0.5;
const signs = /[{}()[\];=<>#|\\$_*+/@]|::|->|\w\.\w/;
// In em, from line to line: a listing has empty lines.
const widestStep = 2.9;
const fewestLines = 2;

/** Pages on which only listings are left in a font of fixed pitch. */
export function withoutTyped(pages: readonly UprightPage[]): UprightPage[] {
  let [letters, fixed] = [0, 0];
  for (const { words } of pages)
    for (const { text, mono } of words) {
      letters += text.length;
      if (mono) fixed += text.length;
    }
  if (fixed === 0 || fixed <= mostTyped * letters) return [...pages];
  return pages.map((page) => ({ ...page, words: page.words.map(withoutMono) }));
}

function withoutMono({ mono: _typed, ...word }: Word): Word {
  return word;
}

/** Of lines, top to bottom, which are of a listing with the line before: all in a font of fixed pitch, and signs among them. */
export function listed(lines: readonly Line[]): boolean[] {
  const goesOn = lines.map(() => false);
  let from = 0;
  for (let i = 1; i <= lines.length; i++) {
    if (i < lines.length && isFixed(lines[i]!) && isFixed(lines[i - 1]!) && isNear(lines[i - 1]!, lines[i]!))
      continue;
    const run = lines.slice(from, i);
    if (run.length >= fewestLines && isFixed(run[0]!) && areSigns(run)) goesOn.fill(true, from + 1, i);
    from = i;
  }
  return goesOn;
}

const isFixed = ({ words }: Line): boolean => words.every(({ mono }) => mono);
const isNear = (a: Line, b: Line): boolean =>
  b.baseline - a.baseline < widestStep * a.size && Math.abs(a.size - b.size) < 0.15 * a.size;
const areSigns = (lines: readonly Line[]): boolean =>
  lines.filter(({ text }) => signs.test(text)).length >= leastSigns * lines.length;

/** A listing as it was written, its lines and what they are set in by. */
export function listingText(lines: readonly Line[]): string {
  const words = lines.flatMap((line) => line.words);
  const pitch = median(words.map((word) => (word.x1 - word.x0) / word.text.length));
  const left = Math.min(...lines.map(({ x0 }) => x0));
  return lines
    .map((line) =>
      line.words
        .map((word, i) => {
          const before = i === 0 ? left : line.words[i - 1]!.x1;
          return ' '.repeat(Math.max(0, Math.round((word.x0 - before) / pitch))) + word.text;
        })
        .join(''),
    )
    .join('\n');
}
