import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
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

/**
 * Share of the page that pictures cover, 0 to 1; what several of them cover counts as often, pictures by the dozen as all.
 * `view` maps user space to a page `width` by `height` in size.
 */
export function pictureShare(
  { fnArray, argsArray }: Operators,
  { view, width, height }: { view: Matrix; width: number; height: number },
): number {
  let matrix = view;
  const saved: Matrix[] = [];
  let covered = 0;
  for (let i = 0; i < fnArray.length; i++) {
    const operator = fnArray[i]!;
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) saved.push(matrix);
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
    if (operator === OPS.transform) matrix = multiply(matrix, argsArray[i] as unknown as Matrix);
    if (operator === OPS.paintFormXObjectBegin)
      matrix = multiply(matrix, (argsArray[i]![0] as Matrix | null) ?? identity);
    if (many.has(operator)) return 1;
    if (one.has(operator)) covered += shown(matrix, width, height);
  }
  return Math.min(1, covered / (width * height));
}

/** The area on the page of the unit square, which a picture fills. */
function shown([a, b, c, d, e, f]: Matrix, width: number, height: number): number {
  const within = (from: number, to: number, most: number) =>
    Math.max(0, Math.min(most, to) - Math.max(0, from));
  const across = within(e + Math.min(0, a) + Math.min(0, c), e + Math.max(0, a) + Math.max(0, c), width);
  return across * within(f + Math.min(0, b) + Math.min(0, d), f + Math.max(0, b) + Math.max(0, d), height);
}
