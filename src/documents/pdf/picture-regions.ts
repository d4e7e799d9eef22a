import type { Draft } from '../element';
import { holdsMiddle, type Box } from '../layout/box';
import type { PageContent } from './page-content';

// Points: a few lines of text, wider than a logo.
const [leastWide, leastHigh] = [120, 48];
// Share of the page: what covers more is a ground that text stands on, or a scan.
const mostOfPage = 0.85;
// Letters in a picture that has its text as text besides; a picture of a page's own text is read by nobody.
const fewLetters = 20;

/** The pictures on a page that nothing of its text stands on, strips of one picture joined. */
export function pictureRegions(
  places: readonly (Box | 'everywhere')[],
  page: Pick<PageContent, 'width' | 'height' | 'words'>,
): Box[] {
  const regions: Box[] = [];
  for (const place of places) {
    if (place === 'everywhere') continue;
    const strip = regions.find((r) => isNext(r, place));
    if (strip) Object.assign(strip, union(strip, place));
    else regions.push({ ...place });
  }
  return regions.filter((region) => {
    const [width, height] = [region.x1 - region.x0, region.y1 - region.y0];
    const large = width >= leastWide && height >= leastHigh;
    if (!large || width * height > mostOfPage * page.width * page.height) return false;
    const letters = page.words.reduce((n, w) => n + (holdsMiddle(region, w) ? w.text.length : 0), 0);
    return letters < fewLetters;
  });
}

const union = (a: Box, b: Box): Box => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
});

/** A strip goes on below the other, as wide. */
const isNext = (a: Box, b: Box): boolean =>
  Math.abs(a.x0 - b.x0) < 1 && Math.abs(a.x1 - b.x1) < 1 && Math.abs(b.y0 - a.y1) < 2;

/** Where what stands in `region` is read among a page's drafts: below what stands above it in its column. */
export function placeAmong(drafts: readonly Draft[], region: Box): number {
  let before = -1;
  let after = drafts.length;
  drafts.forEach(({ bbox, type }, i) => {
    if (!bbox || type === 'Header' || type === 'Footer' || type === 'PageNumber') return;
    const [x0, y0, x1, y1] = bbox;
    if (x1 < region.x0 || x0 > region.x1) return;
    if ((y0 + y1) / 2 < (region.y0 + region.y1) / 2) before = i;
    else if (after === drafts.length) after = i;
  });
  return before >= 0 ? before + 1 : after;
}
