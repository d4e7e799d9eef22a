import type { Block } from './layout-page';
import type { BodyStyle } from './classify';
import { endsSentence } from './markers';
import type { Paragraph } from './paragraphs';

// Headings of one font in a document, and the share of what is set in it that they are.
const fewest = 3;
const share = 0.6;
const longest = 90;
// In em: text begins where its heading does, and close below.
const flush = 2;
const nearest = 2.5;
const size = 0.85;

/** The one font of a paragraph. */
const fontOf = ({ lines }: Paragraph): string | null => {
  const font = lines[0]!.words[0]!.font;
  return lines.every(({ words }) => words.every((word) => word.font === font)) ? font : null;
};

/**
 * Fonts in which hardly anything is set but short lines above text in another one: headings, though no font's name says
 * that it is bold. `pages`: the blocks of each.
 */
export function headingFonts(pages: readonly (readonly Block[])[], body: BodyStyle): Set<string> {
  const all = new Map<string, number>();
  const heads = new Map<string, { letters: number; count: number }>();
  for (const blocks of pages) {
    const paragraphs = blocks.map((block) => (block.kind === 'paragraph' ? block.paragraph : null));
    paragraphs.forEach((p, i) => {
      if (!p) return;
      for (const { words } of p.lines)
        for (const { font, text } of words) all.set(font, (all.get(font) ?? 0) + text.length);
      const font = fontOf(p);
      const next = paragraphs[i + 1];
      if (font === null || !next || !isAbove(p, next, font, body)) return;
      const { letters, count } = heads.get(font) ?? { letters: 0, count: 0 };
      heads.set(font, { letters: letters + p.text.replace(/\s/g, '').length, count: count + 1 });
    });
  }
  return new Set(
    [...heads].flatMap(([font, { letters, count }]) =>
      count >= fewest && letters >= share * all.get(font)! ? [font] : [],
    ),
  );
}

/** A short line on which text of the body's size follows in another font. */
function isAbove(p: Paragraph, next: Paragraph, font: string, body: BodyStyle): boolean {
  return (
    isLikeHeading(p, body) &&
    next.lines.length > 1 &&
    Math.abs(next.size - body.size) < 0.05 * body.size &&
    next.lines[0]!.words.every((word) => word.font !== font) &&
    next.y0 - p.y1 < nearest * body.size &&
    next.y0 > p.y0 &&
    Math.abs(next.x0 - p.x0) < flush * body.size
  );
}

const isLikeHeading = (p: Paragraph, body: BodyStyle): boolean =>
  p.lines.length <= 2 &&
  p.text.length <= longest &&
  p.size >= size * body.size &&
  !endsSentence(p.text) &&
  /^[\p{Lu}\d]/u.test(p.text) &&
  /\p{L}{3}/u.test(p.text);

/** Set as headings of this document are. */
export function isInHeadingFont(p: Paragraph, fonts: ReadonlySet<string>, body: BodyStyle): boolean {
  const font = fontOf(p);
  return font !== null && fonts.has(font) && isLikeHeading(p, body);
}
