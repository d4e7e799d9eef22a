import { isRightToLeft, spelled } from '../layout/right-to-left';
import { accented, isAccent, standsOn } from './accents';
import { DrawnGlyphs } from './drawn-glyphs';
import type { Word } from './page-content';
import { tightWords, type Spaced } from './tight-spaces';
import { unifyRadicals } from './radicals';
import { plainMarks } from './vertical-forms';

/** One glyph as placed on the page: origin, advance vector, text and how it looks. */
export interface Glyph {
  text: string;
  x: number;
  y: number;
  dx: number;
  dy: number;
  look: Look;
}

/** What the glyphs of one run have in common. */
export interface Look {
  size: number;
  font: string;
  bold: boolean;
  italic: boolean;
  /** Of fixed pitch, as its name says. */
  mono?: boolean;
  /** The glyph's box reaches from `below` under the line of writing to `above` over it, in units of size. */
  above: number;
  below: number;
  /** The number of its marked content. */
  mark: number | undefined;
  /** As pdf.js has it, '#rrggbb'. */
  color: string;
}

// In units of the font size: a wider gap is a space (pdf.js uses 0.102 with kerning, typewriters 0.6).
const spaceGap = 0.16;
// In units of the font size: so far off is a letter that is drawn again to look bold, and the shadow of one, in its own colour.
const boldShift = 0.13;
const shadowShift = 0.22;
// At least twice the largest of these, so that a twin is in one of four cells.
const cellSize = 0.45;
// Of one letter in one cell.
const mostTwins = 4;
// Of its own width: the same letter twice in a word stands no nearer to itself.
const closest = 0.5;
const leader = /^[.·․…‥_]$/;
const ligatures = /[\uFB00-\uFB4F\uFB50-\uFDFF\uFE70-\uFEFC\u00A0\u2000-\u200A\u202F\u3000\u2F00-\u2FDF]/;
// \p{Cc}: control characters.
const unprintable = /[\p{Cc}\uFFFE\uFFFF\uFEFF\u200B\u200E\u200F]/gu;
// Symbol fonts (Wingdings, Symbol) put their marks here; in running text they are bullets.
const symbols = /[\uF020-\uF0FF]/g;

/** Ligatures, presentation forms and radicals to plain letters, no control characters; a soft hyphen that is drawn is one. */
export function plainText(text: string): string {
  const printable = unifyRadicals(
    plainMarks(text.replace(unprintable, '').replace(symbols, '•').replaceAll('\u00ad', '-')),
  );
  return ligatures.test(printable) ? printable.normalize('NFKC') : printable;
}

interface Open {
  glyphs: Spaced[];
  first: Glyph;
  endX: number;
  endY: number;
  startX: number;
  startY: number;
  ux: number;
  uy: number;
  leader: boolean;
  /** Letters of it were drawn once more. */
  doubled: boolean;
  /** Set when it is complete. */
  word?: Word;
}

/** What a glyph's text is read as. */
interface Plain {
  text: string;
  /** Nothing to be seen, but the end of a word. */
  isSpace: boolean;
  isLeader: boolean;
  isAccent: boolean;
  code: number;
}

/** Gathers glyphs, in the order drawn, into words; a word drawn twice for boldness comes out once. */
export class WordBuilder {
  readonly words: Word[] = [];
  private open: Open | null = null;
  private readonly drawn = new DrawnGlyphs<{ color: string; open: Open }>();
  private readonly plain = new Map<string, Plain>();

  /** Accents that wait for the letter they stand on. */
  private accents: Glyph[] = [];
  private last: Glyph | null = null;

  add(glyph: Glyph): void {
    const plain = this.plainOf(glyph.text);
    const { text } = plain;
    if (this.accents.length > 0) {
      const accents = this.accents;
      if (accents.every((accent) => standsOn(accent, glyph))) {
        if (plain.isAccent) {
          accents.push({ ...glyph, text });
          return;
        }
        const whole = accented(
          text,
          accents.map((accent) => accent.text),
        );
        if (whole) {
          this.accents = [];
          this.place(glyph, this.plainOf(whole));
          return;
        }
      }
      this.letGo();
    }
    if (!text) {
      if (plain.isSpace) this.close();
    } else if (!plain.isAccent) this.place(glyph, plain);
    else if (!this.joins(glyph, text)) this.accents.push({ ...glyph, text });
  }

  /** Puts the accent on the letter just drawn, if it stands there. */
  private joins(accent: Glyph, text: string): boolean {
    const letter = this.open?.glyphs.at(-1);
    if (!letter || !this.last || !standsOn(accent, this.last)) return false;
    const whole = accented(letter.text, [text]);
    if (whole) letter.text = whole;
    return whole !== null;
  }

  /** What looks like accents stands for itself. */
  private letGo(): void {
    const accents = this.accents;
    this.accents = [];
    for (const accent of accents) this.place(accent, this.plainOf(accent.text));
  }

  private place(glyph: Glyph, { text, isLeader: dots, code }: Plain): void {
    if (glyph.look.size <= 0 || this.isDouble(glyph, code)) return;
    const advance = advanceOf(glyph);
    const ux = advance > 0 ? glyph.dx / advance : (this.open?.ux ?? 1);
    const uy = advance > 0 ? glyph.dy / advance : (this.open?.uy ?? 0);
    if (this.open && !this.continues(this.open, glyph, ux, uy, dots)) this.close();
    this.open ??= {
      glyphs: [],
      first: glyph,
      startX: glyph.x,
      startY: glyph.y,
      endX: glyph.x,
      endY: glyph.y,
      ux,
      uy,
      leader: dots,
      doubled: false,
    };
    const open = this.open;
    const along = (glyph.x - open.startX) * open.ux + (glyph.y - open.startY) * open.uy;
    open.glyphs.push({ text, along, end: along + advance });
    this.remember(glyph, code, open);
    this.last = glyph;
    open.endX = glyph.x + glyph.dx;
    open.endY = glyph.y + glyph.dy;
  }

  /** A page has thousands of glyphs, but only dozens of letters. */
  private plainOf(glyph: string): Plain {
    const known = this.plain.get(glyph);
    if (known) return known;
    const plain = plainText(glyph);
    const text = plain.trim();
    const made = {
      text,
      isSpace: !text && plain !== '',
      isLeader: leader.test(text),
      isAccent: isAccent(text),
      code: text.codePointAt(0) ?? 0,
    };
    this.plain.set(glyph, made);
    return made;
  }

  private continues(open: Open, glyph: Glyph, ux: number, uy: number, dots: boolean): boolean {
    const size = Math.max(open.first.look.size, glyph.look.size);
    if (open.ux * ux + open.uy * uy < 0.99) return false;
    const gapX = glyph.x - open.endX;
    const gapY = glyph.y - open.endY;
    const along = gapX * ux + gapY * uy;
    const across = Math.abs(gapX * uy - gapY * ux);
    if (across > 0.08 * size) return false;
    if (Math.abs(glyph.look.size - open.first.look.size) > 0.2 * size) return false;
    if (along > spaceGap * size || along < -0.3 * size) return false;
    // A row of dots that leads the eye is no part of the word before it.
    const previous = open.glyphs.length;
    if (!dots && open.leader && previous >= 4) return false;
    if (dots && !open.leader && open.glyphs.slice(-3).every((g) => leader.test(g.text)) && previous > 3) {
      const tail = open.glyphs.splice(-3);
      const at = tail[0]!.along;
      const end = [open.endX, open.endY] as const;
      open.endX = open.startX + at * open.ux;
      open.endY = open.startY + at * open.uy;
      const first = open.first;
      const startX = open.endX;
      const startY = open.endY;
      this.close();
      this.open = {
        glyphs: tail.map((g) => ({ text: g.text, along: g.along - at, end: g.end - at })),
        first,
        startX,
        startY,
        endX: end[0],
        endY: end[1],
        ux,
        uy,
        leader: true,
        doubled: false,
      };
      return true;
    }
    if (!dots) open.leader = false;
    return true;
  }

  close(): void {
    if (this.accents.length > 0) this.letGo();
    const open = this.open;
    this.open = null;
    if (!open || open.glyphs.length === 0) return;
    const { ux, uy } = open;
    const { look } = open.first;
    const fromRight = open.glyphs.some((g) => isRightToLeft(g.text));
    // Drawn left to right by eye, or right to left by sense: by position it is the same, read from the right.
    if (fromRight) open.glyphs.sort((a, b) => b.along - a.along);
    const pieces = fromRight ? [open.glyphs] : tightWords(open.glyphs, look.size);
    if (pieces.length === 1) {
      const drawn = open.glyphs.map((g) => g.text).join('');
      this.write(open, fromRight ? spelled(drawn) : drawn, open);
      return;
    }
    for (const piece of pieces) {
      const [from, to] = [piece[0]!.along, piece.at(-1)!.end];
      const ends = {
        startX: open.startX + from * ux,
        startY: open.startY + from * uy,
        endX: open.startX + to * ux,
        endY: open.startY + to * uy,
      };
      this.write(open, piece.map((g) => g.text).join(''), ends);
    }
  }

  /** Adds a word, or one of several that were set as one, between two ends of the line of writing. */
  private write(
    open: Open,
    text: string,
    { startX, startY, endX, endY }: Pick<Open, 'startX' | 'startY' | 'endX' | 'endY'>,
  ): void {
    const { ux, uy } = open;
    const { look } = open.first;
    // Upwards from the line of writing, in points of the page (y grows downwards).
    const upX = uy * look.size;
    const upY = -ux * look.size;
    const { above, below } = look;
    const word: Word = {
      text,
      x0: Math.min(startX, endX) + Math.min(upX * above, -upX * below),
      x1: Math.max(startX, endX) + Math.max(upX * above, -upX * below),
      y0: Math.min(startY, endY) + Math.min(upY * above, -upY * below),
      y1: Math.max(startY, endY) + Math.max(upY * above, -upY * below),
      baseline: startY,
      size: look.size,
      bold: look.bold || open.doubled,
      italic: look.italic,
      font: look.font,
      turn: turnOf(ux, uy),
      ...(look.mark !== undefined && { mark: look.mark }),
      ...(look.mono && { mono: true }),
      ...(look.color === white && { light: true }),
    };
    if (!Number.isFinite(word.x0 + word.x1 + word.y0 + word.y1)) return;
    open.word = word;
    this.words.push(word);
  }

  /** The same glyph a hair away was drawn before: boldness or a shadow, not text. */
  private isDouble(glyph: Glyph, code: number): boolean {
    const { drawn } = this;
    const { size, color } = glyph.look;
    const cell = cellSize * size;
    const x = Math.floor(glyph.x / cell - 0.5);
    const y = Math.floor(glyph.y / cell - 0.5);
    for (let i = 0; i < 4; i++) {
      const key = cellKey(code, x + (i & 1), y + (i >> 1));
      for (let at = drawn.first(key); at >= 0; at = drawn.after(at)) {
        const twin = drawn.of[at]!;
        const near = (twin.color === color ? boldShift : shadowShift) * size;
        // Within a word a narrow letter stands close to its like.
        const reach = twin.open === this.open ? Math.min(near, closest * advanceOf(glyph)) : near;
        if (Math.abs(drawn.x[at]! - glyph.x) > reach || Math.abs(drawn.y[at]! - glyph.y) > reach) continue;
        twin.open.doubled = true;
        if (twin.open.word) twin.open.word.bold = true;
        return true;
      }
    }
    return false;
  }

  private remember(glyph: Glyph, code: number, open: Open): void {
    const { drawn } = this;
    const cell = cellSize * glyph.look.size;
    const key = cellKey(code, Math.floor(glyph.x / cell), Math.floor(glyph.y / cell));
    let twins = 0;
    for (let at = drawn.first(key); at >= 0; at = drawn.after(at)) twins++;
    if (twins < mostTwins) drawn.add(key, glyph.x, glyph.y, { color: glyph.look.color, open });
  }
}

const white = '#ffffff';

/** Points. Most text runs straight along the page, which needs no root. */
const advanceOf = ({ dx, dy }: Glyph): number => (dy === 0 ? Math.abs(dx) : Math.hypot(dx, dy));

// Mixed into 32 bits; positions are compared besides, so a clash costs nothing.
const cellKey = (code: number, x: number, y: number): number =>
  Math.imul(code, 73856093) ^ Math.imul(x, 19349663) ^ Math.imul(y, 83492791);

function turnOf(ux: number, uy: number): number {
  if (ux > 0.97) return 0;
  if (uy > 0.97) return 1;
  if (ux < -0.97) return 2;
  if (uy < -0.97) return 3;
  return -1;
}
