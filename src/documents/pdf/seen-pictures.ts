import type { Box } from '../layout/box';
import type { GreyImage } from '../ocr/ocr-engine';

/** The pictures that were looked at in a document: one that comes back, as a letterhead does on page after page, is looked at once. */
export class SeenPictures {
  private readonly known = new Set<string>();
  private readonly last = new Map<string, string>();
  private readonly repeated = new Set<string>();

  /**
   * Whether the same picture was there before, by its `fingerprint`. One at the `place` of the last is taken to be there on
   * all further pages.
   */
  add(place: Box, print: string): boolean {
    const key = keyOf(place);
    if (this.last.get(key) === print) this.repeated.add(key);
    this.last.set(key, print);
    const before = this.known.has(print);
    this.known.add(print);
    return before;
  }

  isRepeated(place: Box): boolean {
    return this.repeated.has(keyOf(place));
  }
}

export const keyOf = ({ x0, y0, x1, y1 }: Box): string => [x0, y0, x1, y1].map(Math.round).join(' ');

/** 64 bits, of FNV-1a forwards and backwards, and the size. */
export function fingerprint({ width, height, grey }: GreyImage): string {
  const prime = 0x01000193;
  let [forwards, backwards] = [0x811c9dc5, 0x811c9dc5];
  for (let i = 0, j = grey.length - 1; j >= 0; i++, j--) {
    forwards = Math.imul(forwards ^ grey[i]!, prime);
    backwards = Math.imul(backwards ^ grey[j]!, prime);
  }
  return [width, height, forwards, backwards].join(' ');
}
