import { median } from '../layout/line';
import type { Word } from './page-content';

// In units of its neighbours' size: what claims to be larger than this is no larger.
const largest = 1.8;
// In em: words on one line of writing, and how far the nearest may stand.
const level = 0.15;
const nearest = 8;
const above = 0.78;

/**
 * Gives words in bitmap fonts (Type 3), whose files do not say how large they are, the size of the words beside them where
 * they would reach over several lines. `fonts`: such fonts.
 */
export function sizeBitmaps(words: readonly Word[], fonts: ReadonlySet<string>): void {
  if (fonts.size === 0) return;
  const known = words.filter(({ font, turn }) => turn === 0 && !fonts.has(font));
  if (known.length === 0) return;
  const usual = median(known.map(({ size }) => size));
  for (const word of words) {
    if (word.turn !== 0 || !fonts.has(word.font) || word.size <= largest * usual) continue;
    const beside = known.filter(
      ({ baseline, size, x0, x1 }) =>
        Math.abs(baseline - word.baseline) < level * size &&
        x0 - word.x1 < nearest * size &&
        word.x0 - x1 < nearest * size,
    );
    const size = beside.length > 0 ? median(beside.map((w) => w.size)) : usual;
    if (word.size <= largest * size) continue;
    word.size = size;
    word.y0 = word.baseline - above * size;
    word.y1 = word.y0 + size;
  }
}
