import type { Line } from '../layout/line';
import { joinWords, median } from '../layout/line';
import type { Word } from '../pdf/page-content';

/** Words of one line that stand close together. */
export interface Phrase {
  words: Word[];
  text: string;
  x0: number;
  x1: number;
}

const leader = /^[.·․…‥_-]{3,}$/;

/** Dots that lead from a label to its figure are no text of a table. */
export const isLeader = (word: Word): boolean => leader.test(word.text);

// In em: wider than the space within a figure, as between thousands.
const figureGap = 0.5;

/** Two whole figures with more than a space between them stand in columns of their own. */
const partsFigures = (a: Word, b: Word, space: number): boolean =>
  space > figureGap * a.size && isWholeFigure(a) && isWholeFigure(b);

/** Digits alone, with a sign, points, brackets or percent. */
export const isWholeFigure = ({ text }: Word): boolean => /^[(+−–-]?\d[\d.,]*[%)]*$/.test(text);

/** A line cut where the gap is wider than `gap` em; leaders are gaps. */
export function phrasesOf(line: Line, gap: number): Phrase[] {
  const phrases: Phrase[] = [];
  let words: Word[] = [];
  let reach = -Infinity;
  const close = () => {
    if (words.length > 0) phrases.push(phraseOf(words));
    words = [];
  };
  const leaders = dotRuns(line.words);
  for (const word of line.words) {
    if (isLeader(word) || leaders.has(word)) {
      close();
      continue;
    }
    const space = word.x0 - reach;
    if (words.length > 0 && (space > gap * line.size || partsFigures(words.at(-1)!, word, space))) close();
    words.push(word);
    reach = words.length === 1 ? word.x1 : Math.max(reach, word.x1);
  }
  close();
  return joinSigns(phrases, line);
}

const currency = /^(?:[A-Z]{0,3}\p{Sc}|CHF|Rs\.?)$/u;
const startsFigure = /^[(\d.,+−–—-]/u;
// In em: a currency sign at the left of its column stands this far from its figure at the right, at most.
const signReach = 12;

/** A currency sign and the figure after it are one phrase, however far apart they are set. */
function joinSigns(phrases: Phrase[], { size }: Line): Phrase[] {
  if (!phrases.some((p) => currency.test(p.text))) return phrases;
  const joined: Phrase[] = [];
  for (const phrase of phrases) {
    const last = joined.at(-1);
    const sign = last && currency.test(last.text) && startsFigure.test(phrase.text);
    if (sign && phrase.x0 - last.x1 <= signReach * size)
      joined[joined.length - 1] = phraseOf([...last.words, ...phrase.words]);
    else joined.push(phrase);
  }
  return joined;
}

const dot = /^[.·․…‥]+$/;
const fewestDots = 4;
const none: ReadonlySet<Word> = new Set();

/** Dots set apart, word by word, that lead as those without space do. */
function dotRuns(words: readonly Word[]): ReadonlySet<Word> {
  if (!words.some((word) => dot.test(word.text))) return none;
  const found = new Set<Word>();
  let run: Word[] = [];
  for (const word of [...words, undefined]) {
    if (word && dot.test(word.text)) {
      run.push(word);
      continue;
    }
    if (run.length >= fewestDots) for (const leader of run) found.add(leader);
    run = [];
  }
  return found;
}

export function phraseOf(words: Word[]): Phrase {
  return {
    words,
    text: joinWords(words, 'cell'),
    x0: Math.min(...words.map((w) => w.x0)),
    x1: Math.max(...words.map((w) => w.x1)),
  };
}

/** The usual gap between words of a phrase, in em: what is well above it parts columns. */
export function usualGap(lines: readonly Line[]): number {
  const gaps: number[] = [];
  for (const { words, size } of lines) {
    for (let i = 1; i < words.length; i++) {
      const gap = (words[i]!.x0 - words[i - 1]!.x1) / size;
      if (gap > 0.1 && gap < 0.9) gaps.push(gap);
    }
  }
  return gaps.length < 4 ? 0.3 : median(gaps);
}
