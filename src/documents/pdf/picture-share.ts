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

/** Where pictures stand on the page as shown, in the order in which they are drawn; 'everywhere' for pictures by the dozen. */
export function picturePlaces(
  { fnArray, argsArray }: Operators,
  { view, width, height }: Place,
): (Box | 'everywhere')[] {
  let matrix = view;
  const saved: Matrix[] = [];
  const places: (Box | 'everywhere')[] = [];
  for (let i = 0; i < fnArray.length; i++) {
    const operator = fnArray[i]!;
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) saved.push(matrix);
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
    if (operator === OPS.transform) matrix = multiply(matrix, argsArray[i] as unknown as Matrix);
    if (operator === OPS.paintFormXObjectBegin)
      matrix = multiply(matrix, (argsArray[i]![0] as Matrix | null) ?? identity);
    if (many.has(operator)) places.push('everywhere');
    if (one.has(operator)) places.push(unitSquare(matrix, width, height));
  }
  return places;
}

/** Share of the page that pictures cover, 0 to 1; what several of them cover counts as often, pictures by the dozen as all. */
export function pictureShare(operators: Operators, place: Place): number {
  let covered = 0;
  for (const picture of picturePlaces(operators, place)) {
    if (picture === 'everywhere') return 1;
    covered += (picture.x1 - picture.x0) * (picture.y1 - picture.y0);
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
