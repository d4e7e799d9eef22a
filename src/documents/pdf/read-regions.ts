import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import type { Box } from '../layout/box';
import { looksPrinted } from '../ocr/grey-image';
import { ocrDrafts } from '../ocr/ocr-drafts';
import { recognizeTurned } from '../ocr/recognize-turned';
import type { ReadContext, SourceFile } from '../reader';
import type { BoundingBox } from '../types';
import { drawRegions, type DrawnRegion } from './draw-regions';
import type { PageContent } from './page-content';
import { hasRoom, isText, mayHoldText, placeAmong } from './picture-regions';
import { storedPictures } from './stored-pictures';

// The drawings of a long report would take longer to be looked at than its text to be read.
const mostPages = 20;

export interface ReadRegion {
  region: Box;
  drafts: Draft[];
}

/**
 * What can be read in pictures on pages that are text otherwise (from 0): a table or a page pasted as a picture, by page.
 * Pages without room for a picture, and files without one, are not looked at again.
 */
export async function readRegions(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
): Promise<Map<number, ReadRegion[]>> {
  const read = new Map<number, ReadRegion[]>();
  if (typeof OffscreenCanvas === 'undefined' || pages.length === 0 || pages.length > mostPages) return read;
  if (!storedPictures(file.bytes).some(mayHoldText)) return read;
  const roomy = pages.filter(({ content }) => hasRoom(content));
  const underWay: Promise<void>[] = [];
  const readOne = async (drawn: DrawnRegion) => {
    const drafts = await textIn(drawn, context);
    if (drafts.length === 0) return;
    const { index, region } = drawn;
    read.set(index, [...(read.get(index) ?? []), { region, drafts }]);
  };
  for await (const drawn of drawRegions(file, roomy, context)) {
    if (!looksPrinted(drawn.image)) continue;
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
  try {
    const { read, ...how } = await recognizeTurned(await context.ocr(), image, context.signal, []);
    if (!isText(read, how.rules.length > 0)) return [];
    const [width, height] = [region.x1 - region.x0, region.y1 - region.y0];
    const drafts = await ocrDrafts(read, { scale: pointsPerPixel, width, height, ...how });
    return drafts.map((draft) => ({
      ...inText(draft),
      page: index + 1,
      bbox: moved(draft.bbox!, region),
    }));
  } catch (error) {
    context.signal.throwIfAborted();
    // The page has its text; a picture that cannot be read besides is no loss worth a warning.
    if (error instanceof HoneError) return [];
    throw error;
  }
}

/** Titles and running heads in a picture are not the document's. */
const inText = ({ level: _level, ...draft }: Draft): Draft =>
  draft.type === 'Table' || draft.type === 'ListItem' ? draft : { ...draft, type: 'NarrativeText' };

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
