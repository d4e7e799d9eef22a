import type { Tag, Word } from '../pdf/page-content';
import { enclose, type Box } from './box';
import { subscript, superscript, type Place } from '../raised-text';
import { raiseOf, type Raise } from './raised';
import { fromRight, isRightToLeft, readsFromRight, writtenRanges } from './right-to-left';

/** A line of words that are read together, left to right by position. */
export interface Line extends Box {
  words: Word[];
  text: string;
  baseline: number;
  /** The size of most of its characters. */
  size: number;
  /** All its letters are bold. */
  bold: boolean;
  /** Of a tagged PDF: what it says most of its letters are. */
  tag?: Tag;
  /** Where a line that stands in the margin must end. */
  reach?: number;
}

const cjk = /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F]/;

export const isCjk = (text: string): boolean => cjk.test(text);

/**
 * Words in order of x joined with a space where the gap is one; Chinese without. Right-to-left lines from the right. What
 * stands above or below the line is written as is usual in its place.
 */
export function joinWords(words: readonly Word[], place: Place = 'text'): string {
  if (words.length === 0) return '';
  const backwards = readsFromRight(words.map((w) => w.text).join(''));
  const ordered = readingOrder(words, backwards);
  const textOf = (at: number) =>
    backwards
      ? fromRight(ordered[at]!.text, ordered[at - 1]?.text, ordered[at + 1]?.text)
      : ordered[at]!.text;
  let text = textOf(0);
  let base = ordered[0]!;
  // What waits to be written above or below the line.
  let [raised, script] = [0 as Raise, ''];
  const write = () => {
    if (script) text += raised === 1 ? superscript(script, text, place) : subscript(script);
    script = '';
  };
  for (let i = 1; i < ordered.length; i++) {
    const a = ordered[i - 1]!;
    const b = ordered[i]!;
    const gap = a.x0 <= b.x0 ? b.x0 - a.x1 : a.x0 - b.x1;
    const raise = backwards ? 0 : raiseOf(b, base, gap);
    if (raise !== 0) {
      if (raise !== raised) write();
      raised = raise;
      script += b.text;
      continue;
    }
    write();
    base = b;
    const size = Math.min(a.size, b.size);
    const dense = cjk.test(text[text.length - 1]!) && cjk.test(b.text[0]!);
    // The mark before a note is not its first word.
    const isMark = i === 1 && !backwards && raiseOf(a, b, gap) === 1 && /^\d{1,3}$/.test(a.text);
    text += (!isMark && gap < (dense ? 0.22 : 0.1) * size ? '' : ' ') + textOf(i);
  }
  write();
  return backwards ? writtenRanges(text) : text;
}

function readingOrder(words: readonly Word[], backwards: boolean): readonly Word[] {
  if (!words.some((w) => isRightToLeft(w.text))) return words;
  // Runs of the other direction keep their own order inside the line.
  const runs: Word[][] = [];
  let last: boolean | null = null;
  for (const word of words) {
    const own = isRightToLeft(word.text);
    if (own === last) runs[runs.length - 1]!.push(word);
    else runs.push([word]);
    last = own;
  }
  const fixed = runs.map((run) => (isRightToLeft(run[0]!.text) ? run.reverse() : run));
  return (backwards ? fixed.reverse() : fixed).flat();
}

export function makeLine(words: Word[]): Line {
  words.sort((a, b) => a.x0 - b.x0);
  const sizes = new Map<number, number>();
  let letters = 0;
  let boldLetters = 0;
  for (const word of words) {
    const size = Math.round(word.size * 10) / 10;
    sizes.set(size, (sizes.get(size) ?? 0) + word.text.length);
    letters += word.text.length;
    if (word.bold) boldLetters += word.text.length;
  }
  const size = [...sizes].reduce((best, s) => (s[1] > best[1] ? s : best))[0];
  const main = words.find((w) => Math.abs(w.size - size) < 0.1) ?? words[0]!;
  const tag = mostOf(words, ({ tag: own }) => own);
  return new WordLine(words, enclose(words), {
    baseline: main.baseline,
    size,
    bold: boldLetters >= 0.9 * letters,
    ...(tag && { tag }),
  });
}

/** Lines are made over and over while columns are looked for; few of them are ever read. */
class WordLine implements Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly baseline: number;
  readonly size: number;
  readonly bold: boolean;
  declare readonly tag?: Tag;
  private written: string | null = null;

  constructor(
    readonly words: Word[],
    { x0, y0, x1, y1 }: Box,
    { baseline, size, bold, tag }: Pick<Line, 'baseline' | 'size' | 'bold' | 'tag'>,
  ) {
    this.x0 = x0;
    this.y0 = y0;
    this.x1 = x1;
    this.y1 = y1;
    this.baseline = baseline;
    this.size = size;
    this.bold = bold;
    if (tag) this.tag = tag;
  }

  /** A getter of the class: a copy by spreading the line needs it besides. */
  get text(): string {
    return (this.written ??= joinWords(this.words));
  }
}

/** What most of the words' letters have. */
function mostOf<T>(words: readonly Word[], of: (word: Word) => T): T {
  const first = of(words[0]!);
  if (words.every((word) => of(word) === first)) return first;
  const letters = new Map<T, number>();
  for (const word of words) letters.set(of(word), (letters.get(of(word)) ?? 0) + word.text.length);
  return [...letters].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Groups words into lines by height on the page; a superscript joins the line it hangs on. Top to bottom. */
export const makeLines = (words: readonly Word[]): Line[] =>
  groupsOf(words)
    .map((g) => makeLine(g.words))
    .sort((a, b) => a.y0 + a.y1 - (b.y0 + b.y1));

/** How many lines these words make. */
export const lineCount = (words: readonly Word[]): number => groupsOf(words).length;

function groupsOf(words: readonly Word[]): Group[] {
  const initials = dropCaps(words);
  const running = initials.length > 0 ? words.filter((w) => !initials.includes(w)) : words;
  const sorted = [...running].sort((a, b) => a.y0 + a.y1 - (b.y0 + b.y1));
  const groups: Group[] = [];
  for (const word of sorted) {
    const middle = (word.y0 + word.y1) / 2;
    let home: Group | undefined;
    for (let i = groups.length - 1; i >= 0 && i > groups.length - 4; i--) {
      const group = groups[i]!;
      if (Math.abs(group.middle - middle) < 0.45 * Math.max(group.size, word.size)) {
        home = group;
        break;
      }
    }
    if (!home) {
      groups.push({ middle, size: word.size, words: [word] });
    } else {
      home.words.push(word);
      if (word.size > 1.15 * home.size) {
        home.size = word.size;
        home.middle = middle;
      }
    }
  }
  for (const initial of initials) addInitial(initial, groups);
  takeScripts(groups);
  return groups;
}

interface Group {
  middle: number;
  size: number;
  words: Word[];
}

// In units of the size of what they hang on: how small scripts are, how far their middle lies from the line's, how near to
// a word of it each begins, and how far it goes on behind that.
const script = { size: 0.8, off: 0.85, gap: 0.35, reach: 4 };

/** Puts small words that stand between two lines, as scripts above one another do, into the line each of them hangs on. */
function takeScripts(groups: Group[]): void {
  for (let i = groups.length - 1; i >= 0; i--) {
    const small = groups[i]!;
    const near = [groups[i - 1], groups[i + 1]].filter(
      (group) =>
        group !== undefined &&
        small.size <= script.size * group.size &&
        Math.abs(group.middle - small.middle) < script.off * group.size,
    );
    for (const line of near) {
      const hangs = (w: Word) =>
        line!.words.some(
          (base) =>
            w.size <= script.size * base.size &&
            base.x0 < w.x0 &&
            w.x0 - base.x1 < script.gap * base.size &&
            w.x1 - base.x1 < script.reach * base.size,
        );
      if (!small.words.every(hangs)) continue;
      line!.words.push(...small.words);
      groups.splice(i, 1);
      break;
    }
  }
}

/** Initials, or marks, as tall as several lines of the text they open. */
function dropCaps(words: readonly Word[]): Word[] {
  const large = words.filter((w) => w.text.length === 1 && /[\p{Lu}•▶►◆■●]/u.test(w.text));
  if (large.length === 0) return [];
  const usual = median(words.map((w) => w.size));
  return large.filter(
    (cap) =>
      cap.size > 1.8 * usual &&
      words.filter(
        (w) => w !== cap && w.size < 0.6 * cap.size && w.x0 > cap.x0 && w.y1 > cap.y0 && w.y0 < cap.y1,
      ).length >= 6,
  );
}

/** Puts an initial before the first word of the topmost line beside it. */
function addInitial(initial: Word, groups: Group[]): void {
  const beside = groups
    .filter((g) => g.middle > initial.y0 && g.middle < initial.y1 && g.words.some((w) => w.x0 > initial.x0))
    .sort((a, b) => a.middle - b.middle)[0];
  if (!beside) {
    groups.push({ middle: (initial.y0 + initial.y1) / 2, size: initial.size, words: [initial] });
    return;
  }
  const right = beside.words.filter((w) => w.x0 > initial.x0);
  const first = right.reduce((a, b) => (b.x0 < a.x0 ? b : a));
  const isPart = /^\p{Lu}/u.test(initial.text) && /^\p{Ll}/u.test(first.text);
  const text = initial.text + (isPart ? '' : ' ') + first.text;
  beside.words[beside.words.indexOf(first)] = { ...first, text, x0: initial.x0 };
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
