import type { Draft } from '../element';
import type { Box } from '../layout/box';
import { mayHoldText, textInPicture } from '../ocr/picture-text';
import type { ReadContext, SourceFile } from '../reader';
import type { BoundingBox } from '../types';
import { drawRegions, type DrawnRegion, type PictureSource } from './draw-regions';
import { mostPixels } from './open-pdf';
import type { PageContent } from './page-content';
import { pictureRegions, placeAmong } from './picture-regions';
import type { SeenPictures } from './seen-pictures';
import { picturesIn } from './stored-pictures';

// Pixels: to decode so many takes a second or two; where there are more, only the pages with a picture among their text are
// read again for it.
const mostDecoded = 100e6;

/** Whether a file's small pictures are decoded, and looked at, while its text is read: where some may hold text and are few. */
export async function decodedWhileReading(file: SourceFile): Promise<'none' | 'small'> {
  if (typeof OffscreenCanvas === 'undefined' || file.stored) return 'none';
  const pictures = await picturesIn(file);
  const sizes = pictures.map(({ width, height }) => width * height);
  const pixels = sizes.reduce((sum, size) => (size <= mostPixels.small ? sum + size : sum), 0);
  return pictures.some(mayHoldText) && pixels < mostDecoded ? 'small' : 'none';
}

export interface ReadRegion {
  region: Box;
  drafts: Draft[];
}

/**
 * Pages of text (from 0) with a picture that looks written, or that may for what is known; none where the file holds none that
 * could.
 */
export async function picturedPages(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
): Promise<{ index: number; content: PageContent }[]> {
  if (typeof OffscreenCanvas === 'undefined') return [];
  if (!(await picturesIn(file)).some(mayHoldText)) return [];
  return pages.filter(
    ({ content }) => content.written || pictureRegions(content.pictures ?? [], content).length > 0,
  );
}

/** How far reading pictures has come. */
export interface RegionProgress {
  /** A page's pictures were looked at. */
  looked(): void;
  /** One of them is to be read. */
  found(): void;
  read(): void;
}

/** What can be read in pictures on pages that are text otherwise: a table or a page pasted as a picture, by page. */
export async function readRegions(
  source: PictureSource,
  pages: readonly { index: number; content: PageContent }[],
  seen: SeenPictures,
  context: ReadContext,
  progress: RegionProgress,
): Promise<Map<number, ReadRegion[]>> {
  const read = new Map<number, ReadRegion[]>();
  const underWay: Promise<void>[] = [];
  const readOne = async (drawn: DrawnRegion) => {
    const { index, region } = drawn;
    progress.found();
    const drafts = await textIn(drawn, context);
    if (drafts.length > 0) read.set(index, [...(read.get(index) ?? []), { region, drafts }]);
    progress.read();
  };
  for await (const drawn of drawRegions(source, pages, seen, context, progress.looked)) {
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
