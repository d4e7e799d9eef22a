import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../layout/box';
import type { Operators } from './interpret-page';
import { identity, multiply, type Matrix } from './page-content';

const one = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);
// Pictures drawn by the dozen; where they stand is in each operator's own form.
const many = new Set<number>([
  OPS.paintImageXObjectRepeat,
  OPS.paintInlineImageXObjectGroup,
  OPS.paintImageMaskXObjectGroup,
  OPS.paintImageMaskXObjectRepeat,
]);

/** `view` maps user space to a page `width` by `height` in size. */
interface Place {
  view: Matrix;
  width: number;
  height: number;
}

export interface PaintedPicture {
  /** Where it stands on the page as shown; 'everywhere' for pictures by the dozen. */
  place: Box | 'everywhere';
  /** Maps the unit square, which it fills, to the page as shown. */
  matrix: Matrix;
  /** What pdf.js keeps it as; null where it is part of the page's operators. */
  id: string | null;
  /** Among pages. */
  shared: boolean;
}

/** The pictures of a page in the order in which they are drawn. */
export function paintedPictures(
  { fnArray, argsArray }: Operators,
  { view, width, height }: Place,
): PaintedPicture[] {
  let matrix = view;
  const saved: Matrix[] = [];
  const pictures: PaintedPicture[] = [];
  for (let i = 0; i < fnArray.length; i++) {
    const operator = fnArray[i]!;
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) saved.push(matrix);
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
    if (operator === OPS.transform) matrix = multiply(matrix, argsArray[i] as unknown as Matrix);
    if (operator === OPS.paintFormXObjectBegin)
      matrix = multiply(matrix, (argsArray[i]![0] as Matrix | null) ?? identity);
    if (many.has(operator)) pictures.push({ place: 'everywhere', matrix, id: null, shared: false });
    if (one.has(operator)) {
      const id = nameOf(operator, argsArray[i]![0]);
      pictures.push({ place: unitSquare(matrix, width, height), matrix, id, shared: !!id?.startsWith('g_') });
    }
  }
  return pictures;
}

function nameOf(operator: number, argument: unknown): string | null {
  if (operator === OPS.paintImageXObject) return String(argument);
  if (operator !== OPS.paintImageMaskXObject) return null;
  const { data } = argument as { data: unknown };
  return typeof data === 'string' ? data : null;
}

/** Whether an operator of pdf.js draws pictures, or a mask of a single dot, which fills a box. */
export const paintsPictures = (operator: number): boolean =>
  one.has(operator) || many.has(operator) || operator === OPS.paintSolidColorImageMask;

/** Share of the page that pictures cover, 0 to 1; what several of them cover counts as often, pictures by the dozen as all. */
export function pictureShare(operators: Operators, place: Place): number {
  let covered = 0;
  for (const { place: at } of paintedPictures(operators, place)) {
    if (at === 'everywhere') return 1;
    covered += (at.x1 - at.x0) * (at.y1 - at.y0);
  }
  return Math.min(1, covered / (place.width * place.height));
}

/** What is on the page of the unit square, which a picture fills. */
export function unitSquare([a, b, c, d, e, f]: Matrix, width: number, height: number): Box {
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value));
  return {
    x0: within(e + Math.min(0, a) + Math.min(0, c), width),
    y0: within(f + Math.min(0, b) + Math.min(0, d), height),
    x1: within(e + Math.max(0, a) + Math.max(0, c), width),
    y1: within(f + Math.max(0, b) + Math.max(0, d), height),
  };
}
