import type { Box } from './box';
import type { Tag } from '../pdf/page-content';
import { hangingStarts } from './hanging';
import { isCjk, median, type Line } from './line';
import { listed, listingText } from './listings';
import { endsSentence, hasBullet, hasMarker, isWordOfSentence } from './markers';
import { readsFromRight } from './right-to-left';
import { sameBlock } from './tagged';

/** Lines that belong together; its text has the breaks between lines removed. */
export interface Paragraph extends Box {
  lines: Line[];
  text: string;
  size: number;
  bold: boolean;
  marker: boolean;
  /** Of a tagged PDF: what it says this is. */
  tag?: Tag;
  /** Of a program: its text has the breaks between lines. */
  listing?: boolean;
}

const captionStart = /^(?:fig(?:ure|\.)?|table|exhibit|图|表|圖)\s*\d/iu;
const captionLabel = /^(?:fig(?:ure|\.)?|table|exhibit|图|表|圖)\s*\d+(?:[-.–]\d+)*[.:]?$/iu;
const numbered = /^(?:\d{1,2}\.){1,5}\d{0,2}\s+\S/;
// In em: wider than a space, also in justified text.
const tabGap = 1.2;
// In units of the font size, where there are too few lines to tell; and the widest that is believed of so few.
const usualPitch = 1.3;
const widestPitch = 2.1;

/** Gathers a column's lines, top to bottom, into paragraphs. */
export function makeParagraphs(lines: readonly Line[]): Paragraph[] {
  if (lines.length === 0) return [];
  // Text from the right begins and ends its lines as its mirror image does.
  const fromRight = lines.filter((l) => readsFromRight(l.text)).length * 2 > lines.length;
  const seen = fromRight ? lines.map(mirrored) : lines;
  const left = leftEdge(seen);
  const right = Math.max(...seen.map((l) => l.x1));
  const pitch = typicalPitch(lines);
  const wide = widePitch(seen, right, pitch);
  const paragraphs: Line[][] = [];
  let current: Line[] = [];
  const entries = entryStarts(seen, pitch);
  const inListing = listed(lines);
  const begins = (i: number): boolean => {
    if (inListing[i]) return false;
    // A listing begins with the next line, or ended with the last.
    if (inListing[i + 1] || inListing[i - 1]) return true;
    return entries[i] ?? breaks(seen[i - 1]!, seen[i]!, current, { left, right, pitch, wide });
  };
  lines.forEach((line, i) => {
    if (i > 0 && begins(i)) {
      paragraphs.push(current);
      current = [];
    }
    current.push(line);
  });
  paragraphs.push(current);
  return paragraphs.map((own) => toParagraph(own, inListing[lines.indexOf(own[0]!) + 1]));
}

/** Of each line: whether it begins or goes on with an entry whose further lines are set in; undefined where there is none. */
function entryStarts(lines: readonly Line[], pitch: number): (boolean | undefined)[] {
  const known: (boolean | undefined)[] = lines.map(() => undefined);
  let from = 0;
  for (let i = 1; i <= lines.length; i++) {
    if (i < lines.length && !parted(lines[i - 1]!, lines[i]!, pitch)) continue;
    // What begins these lines is told by what stands above them.
    hangingStarts(lines.slice(from, i))?.forEach((starts, k) => k > 0 && (known[from + k] = starts));
    from = i;
  }
  return known;
}

const mirrored = (line: Line): Line => ({
  ...line,
  text: line.text,
  x0: -line.x1,
  x1: -line.x0,
  words: line.words.map((w) => ({ ...w, x0: -w.x1, x1: -w.x0 })).reverse(),
});

/** A paragraph as an engine saw it, cut only where size, distance or a list's marker leaves no doubt. */
export function cutParagraph(lines: readonly Line[], pitch: number): Paragraph[] {
  const paragraphs: Line[][] = [];
  lines.forEach((line, i) => {
    const previous = lines[i - 1];
    if (previous && !parted(previous, line, pitch) && !hasMarker(line)) paragraphs.at(-1)!.push(line);
    else paragraphs.push([line]);
  });
  return paragraphs.map((own) => toParagraph(own));
}

function leftEdge(lines: readonly Line[]): number {
  return [...lines.map((l) => l.x0)].sort((a, b) => a - b)[Math.floor(lines.length * 0.1)]!;
}

/** Distance of baselines within paragraphs, in units of the font size, so that one figure serves all sizes. */
export function typicalPitch(lines: readonly Line[]): number {
  const steps: number[] = [];
  // Of these steps: from a full line on which a sentence goes on.
  const within: number[] = [];
  const widest = Math.max(...lines.map((l) => l.x1 - l.x0));
  for (let i = 1; i < lines.length; i++) {
    const a = lines[i - 1]!;
    const b = lines[i]!;
    if (Math.abs(a.size - b.size) > 0.1 * a.size) continue;
    const step = (b.baseline - a.baseline) / b.size;
    if (step <= 0.7 || step >= 2.6) continue;
    steps.push(step);
    if (a.bold === b.bold && a.x1 - a.x0 > 0.8 * widest && !endsSentence(a.text)) within.push(step);
  }
  if (steps.length < 3)
    return within.length === 0 ? usualPitch : Math.max(usualPitch, Math.min(widestPitch, ...within));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length * 0.3)]!;
}

// Of text set wider than the rest: in em at most, so many lines that a sentence goes on from, and how alike their distances are.
const widestSet = 2.7;
const fewestWide = 3;
const alike = 0.06;

/** Distance of lines in text that is set wider than the rest of the column, its notes or quotations; null where there is none. */
function widePitch(lines: readonly Line[], right: number, pitch: number): number | null {
  const steps: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const [a, b] = [lines[i - 1]!, lines[i]!];
    const step = (b.baseline - a.baseline) / b.size;
    const goesOn = !endsSentence(a.text) && /^[\p{Ll}\p{Script=Han}]/u.test(b.text);
    if (step < widestSet && goesOn && parted(a, b, pitch) && isLike(a, b) && isFilled(a, right))
      steps.push(step);
  }
  steps.sort((a, b) => a - b);
  const usual = steps[steps.length >> 1]!;
  return steps.filter((step) => Math.abs(step - usual) < alike * usual).length >= fewestWide ? usual : null;
}

const isLike = (a: Line, b: Line): boolean => Math.abs(a.size - b.size) <= 0.12 * Math.max(a.size, b.size);
const isFilled = (line: Line, right: number): boolean => line.x1 > right - 0.2 * (right - line.x0);

interface Column {
  left: number;
  right: number;
  pitch: number;
  wide: number | null;
}

function parted(a: Line, b: Line, pitch: number): boolean {
  const size = Math.max(a.size, b.size);
  return Math.abs(a.size - b.size) > 0.12 * size || b.baseline - a.baseline > pitch * size * 1.28 + 0.5;
}

function breaks(a: Line, b: Line, current: readonly Line[], column: Column): boolean {
  const size = Math.max(a.size, b.size);
  const isWide =
    column.wide !== null &&
    Math.abs(b.baseline - a.baseline - column.wide * b.size) < alike * column.wide * b.size &&
    isLike(a, b) &&
    isFilled(a, column.right);
  if (!isWide && parted(a, b, column.pitch)) return true;
  if (a.words.at(-1)!.light !== b.words[0]!.light) return true;
  const oneBlock = sameBlock(a.tag, b.tag);
  if (oneBlock !== null) return !oneBlock || hasBullet(b.text);
  const isNext = a.tag && b.tag && a.tag.block !== b.tag.block;
  if (isNext && (endsSentence(a.text) || (b.tag?.kind === 'note' && /^\d/.test(b.text)))) return true;
  // A caption's number on a line of its own.
  if (current.length === 1 && captionLabel.test(a.text) && !hasMarker(b)) return false;
  // A bold line that only begins, or holds a name, in another font.
  const goesOnBold = !a.bold && b.bold && a.words.at(-1)!.bold && (isCentred(a, b) || isFlush(a, b));
  // Its first sentence is often bold.
  const isCaption = captionStart.test(current[0]?.text ?? '');
  if (
    !goesOnBold &&
    !isCaption &&
    a.bold !== b.bold &&
    (a.bold ? !continuesSentence(a, b) : b.words.length > 1)
  )
    return true;
  const isListed = b.text.startsWith('·') && a.text.includes(' · ');
  const right = a.reach ?? column.right;
  const width = column.right - column.left;
  const isFull = a.x1 > right - Math.max(2 * size, 0.06 * width);
  const isItem = hasMarker(b) && !isListed && !isWordOfSentence(b, a, current[0]!, isFull);
  if (isItem || sameTab(a, b)) return true;
  const short = a.x1 < right - 0.25 * width;
  if (short && endsSentence(a.text)) return true;
  // A short line whose successor's first word would have fitted ends its paragraph.
  const firstWord = b.words[0]!;
  // Of Chinese a character would do.
  const fits = isCjk(firstWord.text[0]!) ? 1.5 * size : firstWord.x1 - firstWord.x0;
  const end = a.reach === undefined ? column.right - 0.15 * width : a.reach - 0.15 * (a.reach - a.x0);
  if (a.x1 + fits + 0.6 * size < end && !continuesSentence(a, b)) return true;
  const inset = (b.x0 - column.left) / size;
  if (isCjk(b.text[0]!) && inset > 1.6 && inset < 2.6 && endsSentence(a.text)) return true;
  // First-line indent: the paragraph before stood at the edge.
  const indent = b.x0 - a.x0;
  if (
    indent > 0.8 * size &&
    indent < 5 * size &&
    !isCentred(a, b) &&
    current.length > 1 &&
    endsSentence(a.text)
  )
    return true;
  return false;
}

const isCentred = (a: Line, b: Line): boolean =>
  Math.abs(a.x0 + a.x1 - b.x0 - b.x1) < 0.6 * Math.max(a.size, b.size);
const isFlush = (a: Line, b: Line): boolean => Math.abs(a.x0 - b.x0) < Math.max(a.size, b.size);

/** Both begin with a word or two and go on at one tab stop: entries of a glossary. */
function sameTab(a: Line, b: Line): boolean {
  const [x, y] = [tabOf(a), tabOf(b)];
  return x !== null && y !== null && Math.abs(x - y) < 0.2 * b.size && Math.abs(a.x0 - b.x0) < 0.2 * b.size;
}

function tabOf({ words, size }: Line): number | null {
  const at = words.findIndex((w, i) => i > 0 && w.x0 - words[i - 1]!.x1 > tabGap * size);
  return at > 0 && at <= 3 ? words[at]!.x0 : null;
}

function continuesSentence(a: Line, b: Line): boolean {
  if (isCjk(a.text.slice(-1)) && isCjk(b.text[0] ?? '')) return false;
  return !endsSentence(a.text) && /^[\p{Ll}(,]/u.test(b.text);
}

function toParagraph(lines: Line[], isListing = false): Paragraph {
  const tag = lines[0]!.tag;
  return {
    lines,
    text: isListing ? listingText(lines) : joinLines(lines.map((l) => l.text)),
    x0: Math.min(...lines.map((l) => l.x0)),
    y0: Math.min(...lines.map((l) => l.y0)),
    x1: Math.max(...lines.map((l) => l.x1)),
    y1: Math.max(...lines.map((l) => l.y1)),
    size: median(lines.map((l) => l.size)),
    bold: lines.every((l) => l.bold),
    marker: !isListing && hasMarker(lines[0]!),
    ...(isListing && { listing: true }),
    ...(tag && !isListing && { tag }),
  };
}

/** Lines to running text: a word hyphenated at the break is joined, Chinese lines meet without a space. */
export function joinLines(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const next = line.trim();
    if (!text) text = next;
    else if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(next)) text = joinHyphen(text, next);
    else if (isCjk(text.slice(-1)) && isCjk(next[0] ?? '')) text += next;
    else text += ' ' + next;
  }
  return text.replace(/\u00ad/g, '');
}

// 'state-of-the-' + 'art': a word that has other hyphens keeps this one.
function joinHyphen(text: string, next: string): string {
  const word = /\S+$/.exec(text)![0];
  // In an address a hyphen is the address' own.
  const compound = /[/@:]/.test(word) || word.slice(0, -1).includes('-') || /^\p{Ll}+-\p{L}/u.test(next);
  return (compound ? text : text.slice(0, -1)) + next;
}

export const isNumberedHeading = (text: string): boolean => numbered.test(text);
