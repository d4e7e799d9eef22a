import { isCjk, median } from '../layout/line';
import type { OcrLine, OcrWord } from './ocr-engine';

// How far letters reach from the baseline, in ems; of text faces, which differ by a tenth.
const reach = { short: 0.5, t: 0.57, capital: 0.67, tall: 0.715, below: 0.215, comma: 0.14 };
// Where words are boxed as high as their line is.
const lineReach = 0.93;
const chineseReach = 0.92;
// Of 1: closer than this, sizes are one print, measured twice.
const alike = 0.08;

/** The height of a line's letters in ems, by which they are: none reaches as far up as `b`, none as far down as `p`. */
function heightInEms(text: string): number {
  const up = /[bdfhkl|()[\]{}]/.test(text)
    ? reach.tall
    : /[\p{Lu}\p{N}ij!?%&$]/u.test(text)
      ? reach.capital
      : text.includes('t')
        ? reach.t
        : reach.short;
  if (/[gjpqyQ()[\]{}]/.test(text)) return up + reach.below;
  return up + (/[,;]/.test(text) ? reach.comma : 0);
}

const heightOf = ({ bbox }: OcrWord): number => bbox[3] - bbox[1];

/**
 * The size of a line's print in pixels of an em. Boxes that hug the letters of a word are divided by how high these
 * letters are, so that `one` and `Apply` of the same print are of one size.
 */
function emOf({ words, bbox }: OcrLine, asLines: boolean): number {
  const chinese = words.filter(({ text }) => isCjk(text[0]!)).map(heightOf);
  // Boxes of Chinese characters that the engine was unsure of reach too far, none too short.
  if (chinese.length * 2 > words.length)
    return chinese.sort((a, b) => a - b)[Math.floor(chinese.length / 4)]! / chineseReach;
  const told = words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  if (told.length === 0) return (bbox[3] - bbox[1]) / lineReach;
  if (asLines) return median(told.map(heightOf)) / lineReach;
  return median(told.map((word) => heightOf(word) / heightInEms(word.text)));
}

/**
 * The size of each line's print in pixels of an em, one number for all that are alike.
 * `asLines`: the engine boxes words as high as their line is, whatever letters are in them.
 */
export function printSizes(lines: readonly OcrLine[], asLines: boolean): number[] {
  const ems = lines.map((line) => emOf(line, asLines));
  const usual = median(ems);
  const order = [...ems.keys()].sort((a, b) => ems[a]! - ems[b]!);
  const sizes: number[] = [];
  let group: number[] = [];
  const close = () => {
    const size = median(group.map((i) => ems[i]!));
    for (const i of group) sizes[i] = size;
    group = [];
  };
  for (const i of order) {
    if (Math.abs(ems[i]! / usual - 1) <= alike) {
      sizes[i] = usual;
      continue;
    }
    if (group.length > 0 && ems[i]! > (1 + alike) * ems[group[0]!]!) close();
    group.push(i);
  }
  if (group.length > 0) close();
  return sizes;
}
