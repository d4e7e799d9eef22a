import type { Line } from './line';
import { endsSentence, hasMarker } from './markers';

// In em: how far the further lines of an entry are set in, and how exactly all of them.
const inset = { least: 0.8, most: 5 };
const exact = 0.3;
const fewestLines = 4;
const fewestEntries = 2;
// Of the first lines of entries that go on: so many are full, and so many break off in a sentence.
const mostFull = 0.8;
const mostBroken = 0.5;

/**
 * Of lines of one size and distance, which begin an entry of a list of sources or terms whose further lines are set in;
 * null where they are no such list. First lines of paragraphs that are set in follow the end of a sentence.
 */
export function hangingStarts(lines: readonly Line[]): boolean[] | null {
  if (lines.length < fewestLines) return null;
  const { size } = lines[0]!;
  const left = Math.min(...lines.map(({ x0 }) => x0));
  const right = Math.max(...lines.map(({ x1 }) => x1));
  const starts = lines.map(({ x0 }) => x0 - left < exact * size);
  const further = lines.filter((_, i) => !starts[i]);
  const at = further[0]?.x0 ?? left;
  const isSetIn = ({ x0 }: Line) => Math.abs(x0 - at) < exact * size;
  if (at - left < inset.least * size || at - left > inset.most * size || !further.every(isSetIn)) return null;
  const first = lines.filter((_, i) => starts[i] && starts[i + 1] === false);
  if (first.length < fewestEntries || lines.some((line) => hasMarker(line) || hasTab(line))) return null;
  const full = first.filter(({ x1 }) => x1 > right - 2 * size).length;
  const broken = first.filter(({ text }) => !endsSentence(text)).length;
  return full >= mostFull * first.length && broken >= mostBroken * first.length ? starts : null;
}

/** A table of contents is set in by depth. */
const hasTab = ({ words, size, text }: Line): boolean =>
  /\.{4}|…{2}/.test(text) || words.some((w, i) => i > 0 && w.x0 - words[i - 1]!.x1 > 2 * size);
