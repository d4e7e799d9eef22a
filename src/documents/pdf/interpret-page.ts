import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { holdsMiddle, type Box } from '../layout/box';
import { MarkedContent } from './marked-content';
import { identity, multiply, type Matrix, type PageContent, type Word } from './page-content';
import { PathReader } from './path-reader';
import { paintsPictures, unitSquare } from './picture-share';
import { stackedWords } from './stacked';
import { isSymbolFont, symbolText } from './symbol-font';
import { emOfType3, isOutline, type Type3Metrics } from './type3-em';
import { WordBuilder, type Look } from './word-builder';

/** pdf.js' own shapes; its typings leave an operator's arguments open. */
interface PdfGlyph {
  unicode: string;
  width: number;
  isSpace: boolean;
  vmetric: [number, number, number] | null;
}
export interface PdfFont extends Type3Metrics {
  vertical?: boolean;
  isType3Font?: boolean;
  /** As in the file, e.g. 'ABCDEF+TimesNewRomanPS-BoldMT'. */
  name?: string;
  bold?: boolean;
  black?: boolean;
  italic?: boolean;
}
export interface Operators {
  fnArray: ArrayLike<number>;
  argsArray: ArrayLike<unknown[] | null>;
}

/** What a font's name and flags say. */
interface FontLook {
  bold: boolean;
  italic: boolean;
  /** Its letters are marks. */
  marks: boolean;
  symbols: boolean;
  mono: boolean;
  /** In units of its size. */
  em: number;
}

interface State {
  ctm: Matrix;
  text: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  font: PdfFont | null;
  fontLook: FontLook;
  fontId: string;
  size: number;
  direction: number;
  charSpacing: number;
  wordSpacing: number;
  hScale: number;
  leading: number;
  rise: number;
  lineWidth: number;
  white: boolean;
  color: string;
  /** What had been drawn at the last transformation. */
  placedAt: number;
}

const defaultFontMatrix = [0.001, 0, 0, 0.001, 0, 0];
const boldName = /bold|black|heavy|demi(?!ta)|-medi(?:ital|obli)?$|CMBX|CMSSBX|[-,]B(?:I|It)?$/i;
const italicName = /ital|obliq|CMTI|[-,](?:I|It|BI)$/i;
const monoName =
  /cour(?:ier|\b)|mono|consol|typewriter|CMTT|menlo|inconsolata|letter ?gothic|lucidatype|andale|fira ?code/i;
// Fonts of marks, whose codes are letters only by accident.
const markName = /(?:wing|web)dings/i;
// Nesting deeper than this is an attack, not a page.
const deepest = 500;

/**
 * Runs a page's operator list as a graphics state machine, keeping glyph positions, straight lines and filled boxes.
 * `view` maps the page's user space to points from the top left of the page as shown (viewport.transform at scale 1).
 * `isShown`: of a layer (optional content) by the properties that name it; what is on one that is switched off is left out.
 */
export function interpretPage(
  operators: Operators,
  fonts: (id: string) => PdfFont | null,
  view: Matrix,
  width: number,
  height: number,
  isShown: (layer: unknown) => boolean = () => true,
): PageContent {
  const words = new WordBuilder();
  const paths = new PathReader(width, height);
  let state: State = {
    ctm: view,
    text: identity,
    x: 0,
    y: 0,
    lineX: 0,
    lineY: 0,
    font: null,
    fontLook: lookOf(null),
    fontId: '',
    size: 0,
    direction: 1,
    charSpacing: 0,
    wordSpacing: 0,
    hScale: 1,
    leading: 0,
    rise: 0,
    lineWidth: 1,
    white: false,
    color: '#000000',
    placedAt: -1,
  };
  const marked = new MarkedContent(isShown);
  let forms = 0;
  const stack: State[] = [];
  const pictures: Box[] = [];
  let drawn = 0;
  const save = () => {
    if (stack.length < deepest) stack.push({ ...state });
  };
  const restore = () => {
    // pdf.js was told to leave pictures out: what is left of one is that a place was made for it.
    if (state.placedAt === drawn) {
      pictures.push(unitSquare(state.ctm, width, height));
      drawn++;
    }
    const saved = stack.pop();
    if (saved) state = saved;
  };
  const fontLooks = new Map<string, FontLook>();
  const bitmapFonts = new Set<string>();
  const setFont = (id: string, size: number) => {
    state.fontId = id;
    state.font = fonts(id);
    if (state.font?.isType3Font && !isOutline(state.font)) bitmapFonts.add(id);
    state.fontLook = fontLooks.get(id) ?? lookOf(state.font);
    fontLooks.set(id, state.fontLook);
    state.size = Math.abs(size);
    state.direction = size < 0 ? -1 : 1;
  };
  const moveText = (x: number, y: number) => {
    state.x = state.lineX += x;
    state.y = state.lineY += y;
  };
  const { fnArray, argsArray } = operators;
  for (let i = 0; i < fnArray.length; i++) {
    const args: readonly unknown[] = argsArray[i] ?? [];
    const numbers = args as readonly number[];
    switch (fnArray[i]) {
      case OPS.save:
        save();
        break;
      case OPS.restore:
        restore();
        break;
      case OPS.transform:
        state.ctm = multiply(state.ctm, numbers as unknown as Matrix);
        state.placedAt = drawn;
        break;
      case OPS.beginMarkedContent:
      case OPS.beginMarkedContentProps:
        marked.begin(args[0], args[1], forms === 0);
        break;
      case OPS.endMarkedContent:
        marked.end();
        break;
      case OPS.paintFormXObjectBegin: {
        save();
        forms++;
        const matrix = args[0] as Matrix | null;
        if (matrix) state.ctm = multiply(state.ctm, matrix);
        break;
      }
      case OPS.paintFormXObjectEnd:
        restore();
        forms--;
        break;
      case OPS.beginAnnotation: {
        save();
        const [, , transform, matrix] = args as [string, number[], Matrix, Matrix];
        state.ctm = multiply(multiply(view, transform ?? identity), matrix ?? identity);
        break;
      }
      case OPS.endAnnotation:
        restore();
        break;
      case OPS.setLineWidth:
        state.lineWidth = numbers[0]!;
        break;
      case OPS.setFillRGBColor:
        state.white = isWhite(args[0]);
        state.color = String(args[0]);
        break;
      case OPS.setFillColorN:
      case OPS.setFillTransparent:
        state.white = false;
        state.color = '';
        break;
      case OPS.setGState:
        for (const [key, value] of args[0] as [string, unknown][]) {
          if (key === 'Font') setFont((value as [string, number])[0], (value as [string, number])[1]);
          if (key === 'LW') state.lineWidth = value as number;
        }
        break;
      case OPS.constructPath: {
        const [operator, data] = args as [number, [ArrayLike<number> | null]];
        drawn++;
        if (!marked.hidden) paths.read(operator, data[0], state.ctm, state.lineWidth, state.white);
        break;
      }
      case OPS.beginText:
        state.text = identity;
        state.x = state.y = state.lineX = state.lineY = 0;
        break;
      case OPS.setCharSpacing:
        state.charSpacing = numbers[0]!;
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = numbers[0]!;
        break;
      case OPS.setHScale:
        state.hScale = numbers[0]! / 100;
        break;
      case OPS.setLeading:
        state.leading = -numbers[0]!;
        break;
      case OPS.setTextRise:
        state.rise = numbers[0]!;
        break;
      case OPS.setFont:
        setFont(args[0] as string, numbers[1]!);
        break;
      case OPS.moveText:
        moveText(numbers[0]!, numbers[1]!);
        break;
      case OPS.setLeadingMoveText:
        state.leading = numbers[1]!;
        moveText(numbers[0]!, numbers[1]!);
        break;
      case OPS.setTextMatrix: {
        const matrix = (numbers.length === 1 ? args[0] : args) as unknown as ArrayLike<number>;
        state.text = Array.from(matrix) as unknown as Matrix;
        state.x = state.y = state.lineX = state.lineY = 0;
        break;
      }
      case OPS.nextLine:
        moveText(0, state.leading);
        break;
      case OPS.showText:
        drawn++;
        showText(args[0] as (PdfGlyph | number)[], state, marked.hidden ? null : words, marked.current);
        break;
      default:
        if (paintsPictures(fnArray[i]!)) drawn++;
    }
  }
  words.close();
  // What a cropped page leaves out is still drawn, beyond its edges.
  const page: Box = { x0: 0, y0: 0, x1: width, y1: height };
  const seen = stackedWords(words.words.filter((word) => holdsMiddle(page, word)));
  return {
    width,
    height,
    words: seen,
    rules: paths.rules,
    fills: paths.fills,
    shapes: paths.shapes,
    pictures,
    ...(ofBitmaps(seen, bitmapFonts) && { bitmaps: true }),
  };
}

/** Whether at least half of the words are in such fonts. */
const ofBitmaps = (words: readonly Word[], fonts: ReadonlySet<string>): boolean =>
  fonts.size > 0 && 2 * words.filter(({ font }) => fonts.has(font)).length >= words.length;

function lookOf(font: PdfFont | null): FontLook {
  const name = font?.name ?? '';
  return {
    bold: font?.bold === true || font?.black === true || boldName.test(name),
    italic: font?.italic === true || italicName.test(name),
    marks: markName.test(name),
    mono: monoName.test(name),
    symbols: isSymbolFont(name),
    em: font?.isType3Font ? emOfType3(font) : 1,
  };
}

// PDF 32000-1, 9.4.4: tx = ((w0 - Tj/1000) · Tfs + Tc + Tw) · Th
function showText(
  glyphs: (PdfGlyph | number)[],
  state: State,
  words: WordBuilder | null,
  mark: number | undefined,
): void {
  if (state.size === 0) return;
  const font = state.font;
  const matrix = font?.fontMatrix ?? defaultFontMatrix;
  const advanceScale = state.size * matrix[0]!;
  const vertical = font?.vertical ?? false;
  const whole = multiply(state.ctm, state.text);
  const across = vertical ? 1 : state.hScale * state.direction;
  const upright = Math.hypot(whole[2], whole[3]);
  const { em, bold, italic, marks, mono, symbols } = state.fontLook;
  const look: Look = {
    size: upright * state.size * em,
    font: state.fontId,
    bold,
    italic,
    above: vertical ? 0.5 : 0.78,
    below: vertical ? 0.5 : 0.22,
    mono,
    mark,
    color: state.color,
  };
  let x = 0;
  for (const glyph of glyphs) {
    if (typeof glyph === 'number') {
      x += ((vertical ? 1 : -1) * glyph * state.size) / 1000;
      continue;
    }
    const spacing = (glyph.isSpace ? state.wordSpacing : 0) + state.charSpacing;
    let px = state.x;
    let py = state.y + state.rise;
    let ax = 0;
    let ay = 0;
    let own: number;
    if (vertical) {
      const down = -(glyph.vmetric?.[0] ?? -1000) * advanceScale;
      py -= x;
      ay = -down;
      own = down - spacing * state.direction;
    } else {
      const width = glyph.width * advanceScale;
      px += x * across;
      ax = width * across;
      own = width + spacing * state.direction;
    }
    words?.add({
      text: marks && isLatin(glyph.unicode) ? '•' : symbols ? symbolText(glyph.unicode) : glyph.unicode,
      x: whole[0] * px + whole[2] * py + whole[4],
      y: whole[1] * px + whole[3] * py + whole[5],
      dx: whole[0] * ax + whole[2] * ay,
      dy: whole[1] * ax + whole[3] * ay,
      look,
    });
    x += own;
  }
  if (vertical) state.y -= x;
  else state.x += x * across;
}

const isLatin = (text: string): boolean => text < '\u0100' && text !== ' ';

function isWhite(color: unknown): boolean {
  return typeof color === 'string' && /^#f[c-f]f[c-f]f[c-f]$/i.test(color);
}
