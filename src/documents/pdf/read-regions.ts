import type { Draft } from '../element';
import type { Box } from '../layout/box';
import { mayHoldText, textInPicture } from '../ocr/picture-text';
import type { ReadContext, SourceFile } from '../reader';
import type { BoundingBox } from '../types';
import { drawRegions, type DrawnRegion } from './draw-regions';
import type { PageContent } from './page-content';
import { pictureRegions, placeAmong } from './picture-regions';
import { picturesIn } from './stored-pictures';

// Pages of text in a file whose pictures are looked at: drawing those of long reports takes as long as reading all else.
const mostPages = 20;

export interface ReadRegion {
  region: Box;
  drafts: Draft[];
}

/** Pages of text (from 0) with room for a picture that may hold text; none where the file holds no such picture, or has many pages of text. */
export async function picturedPages(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
): Promise<{ index: number; content: PageContent }[]> {
  if (typeof OffscreenCanvas === 'undefined' || pages.length === 0 || pages.length > mostPages) return [];
  if (!(await picturesIn(file)).some(mayHoldText)) return [];
  return pages.filter(({ content }) => pictureRegions(content.pictures ?? [], content).length > 0);
}

/**
 * What can be read in pictures on pages that are text otherwise: a table or a page pasted as a picture, by page. `onPage`:
 * told when a page's pictures are drawn, but for one that is still being read.
 */
export async function readRegions(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
  onPage: () => void,
): Promise<Map<number, ReadRegion[]>> {
  const read = new Map<number, ReadRegion[]>();
  const underWay: Promise<void>[] = [];
  const readOne = async (drawn: DrawnRegion) => {
    const { index, region } = drawn;
    const drafts = await textIn(drawn, context);
    if (drafts.length > 0) read.set(index, [...(read.get(index) ?? []), { region, drafts }]);
  };
  for await (const drawn of drawRegions(file, pages, context, onPage)) {
    const reading = readOne(drawn);
    // Awaited in its turn; until then a failure must not count as unhandled.
    reading.catch(() => undefined);
    underWay.push(reading);
    if (underWay.length > (context.assets.ocrAtOnce ?? 1)) await underWay.shift();
  }
  await Promise.all(underWay);
  return read;
}

async function textIn(
  { index, region, image, pointsPerPixel }: DrawnRegion,
  context: ReadContext,
): Promise<Draft[]> {
  const [width, height] = [region.x1 - region.x0, region.y1 - region.y0];
  const drafts = await textInPicture(async () => ({ image, width, height, scale: pointsPerPixel }), context);
  return drafts.map((draft) => ({ ...draft, page: index + 1, bbox: moved(draft.bbox!, region) }));
}

const moved = ([x0, y0, x1, y1]: BoundingBox, by: Box): BoundingBox => [
  x0 + by.x0,
  y0 + by.y0,
  x1 + by.x0,
  y1 + by.y0,
];

/** A page's drafts with what was read in its pictures, each in its place. */
export function withRegions(drafts: readonly Draft[], regions: readonly ReadRegion[]): Draft[] {
  const all = [...drafts];
  const downwards = [...regions].sort((a, b) => a.region.y0 - b.region.y0 || a.region.x0 - b.region.x0);
  for (const { region, drafts: own } of downwards) all.splice(placeAmong(all, region), 0, ...own);
  return all;
}
