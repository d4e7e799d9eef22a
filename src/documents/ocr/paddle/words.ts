import { isCjk } from '../../layout/line';
import type { OcrWord } from '../ocr-engine';
import type { ReadCharacter } from './ctc';
import { bandOf, extentOf, inkOf, widestGap, type Ink } from './ink';
import { boundsOf } from './line-box';
import { confidenceOf, type ReadLine } from './recognize';

/** A word with its place along the line, from 0 to 1. */
export interface PlacedWord {
  text: string;
  from: number;
  to: number;
  confidence: number;
}

// Heights of the line: a wider gap parts words though no space was read, as between a table's columns; Chinese marks bring
// their own blank half along, and a number is parted from Chinese by less than from a letter.
const widest = { letters: 0.45, chinese: 1.2, mixed: 0.25 };
// Where no print stands out, a character is so wide.
const halfCharacter = 0.25;

/** Cuts a line into words at its spaces and wide gaps. */
export function placedWords({ picture, characters }: Pick<ReadLine, 'picture' | 'characters'>): PlacedWord[] {
  const ink = inkOf(picture);
  const { width, height } = picture;
  const words: { characters: ReadCharacter[]; from: number; to: number }[] = [];
  let spaced = true;
  let last: ReadCharacter | null = null;
  for (const character of characters) {
    if (!character.text.trim()) {
      spaced = true;
      continue;
    }
    const at = character.at * width;
    const free = last ? gapBetween(ink, last.at * width, at) : { from: 0, to: startOf(ink, at, height) };
    const wide = last ? widestBetween(last.text, character.text) * height : 0;
    if (spaced || !last || free.to - free.from > wide) {
      const before = words.at(-1);
      if (before) before.to = free.from;
      words.push({ characters: [], from: free.to, to: width });
    }
    words.at(-1)!.characters.push(character);
    spaced = false;
    last = character;
  }
  const end = words.at(-1);
  if (end && last) end.to = endOf(ink, last.at * width, { width, height });
  return words.map(({ characters: own, from, to }) => ({
    text: own.map((c) => c.text).join(''),
    from: from / width,
    to: Math.max(from, to) / width,
    confidence: confidenceOf(own),
  }));
}

function widestBetween(before: string, after: string): number {
  const chinese = Number(isCjk(before)) + Number(isCjk(after));
  return [widest.letters, widest.mixed, widest.chinese][chinese]!;
}

const gapBetween = (ink: Ink | null, from: number, to: number): { from: number; to: number } => {
  // Half of the way is free for sure where print cannot be told from paper.
  const [quarter, middle] = [(to - from) / 4, (from + to) / 2];
  return ink ? widestGap(ink, from, to) : { from: middle - quarter, to: middle + quarter };
};

const startOf = (ink: Ink | null, first: number, height: number): number =>
  ink ? Math.min(first, extentOf(ink.columns).from) : Math.max(0, first - halfCharacter * height);

const endOf = (ink: Ink | null, last: number, size: { width: number; height: number }): number =>
  ink ? Math.max(last, extentOf(ink.columns).to) : Math.min(size.width, last + halfCharacter * size.height);

/** The words of a line in the picture it was cut from, as high as the line's print. */
export function wordsOf(line: ReadLine): OcrWord[] {
  const ink = inkOf(line.picture);
  const chinese = line.characters.filter(({ text }) => isCjk(text)).length * 2 > line.characters.length;
  const rows = ink ? (chinese ? bandOf(ink) : extentOf(ink.rows)) : { from: 0, to: line.picture.height };
  const [top, bottom] = [rows.from / line.picture.height, rows.to / line.picture.height];
  return placedWords(line).map(({ text, from, to, confidence }) => ({
    text,
    bbox: boundsOf(line.box, [from, top, to, bottom]),
    confidence,
  }));
}
