import type { Box } from '../layout/box';
import { greyOf } from '../ocr/grey-image';
import { looksWritten } from '../ocr/looks-written';
import type { GreyImage } from '../ocr/ocr-engine';
import type { ReadContext } from '../reader';
import type { FileContents } from '../stored-file';
import { drawPage, ocrDotsPerInch } from './draw-page';
import type { Operators } from './interpret-page';
import { openPdf, withLimit, type OpenPdf } from './open-pdf';
import type { Matrix, PageContent } from './page-content';
import { pictureRegions } from './picture-regions';
import { picturePlaces } from './picture-share';

const lookLimit = 20_000;
// Enough to tell lines of print from a drawing, in a quarter of the time.
const glanceDotsPerInch = 150;

export interface DrawnRegion {
  /** Of the page, from 0. */
  index: number;
  region: Box;
  image: GreyImage;
  pointsPerPixel: number;
}

/**
 * Draws the pictures among the text of pages that may be written, one at a time. A page that cannot be drawn is passed over:
 * its text is read. `onPage`: told when a page is done.
 */
export async function* drawRegions(
  file: FileContents,
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
  onPage: () => void,
): AsyncGenerator<DrawnRegion> {
  let open: OpenPdf | null = null;
  try {
    for (const { index, content } of pages) {
      context.signal.throwIfAborted();
      const drawn: DrawnRegion[] = [];
      try {
        open ??= await openPdf(file, context.assets, true);
        const page = await withLimit(open.document.getPage(index + 1), lookLimit);
        const operators = (await withLimit(page.getOperatorList(), lookLimit)) as Operators;
        const { transform, width, height } = page.getViewport({ scale: 1 });
        const places = picturePlaces(operators, { view: transform as unknown as Matrix, width, height });
        for (const region of pictureRegions(places, content)) {
          const glance = greyOf(await drawPage(page, { dpi: glanceDotsPerInch }, region));
          if (!looksWritten(glance)) continue;
          const canvas = await drawPage(page, { dpi: ocrDotsPerInch }, region);
          const pointsPerPixel = (region.x1 - region.x0) / canvas.width;
          drawn.push({ index, region, image: greyOf(canvas), pointsPerPixel });
        }
        page.cleanup();
      } catch {
        context.signal.throwIfAborted();
        open?.close();
        open = null;
      }
      yield* drawn;
      onPage();
    }
  } finally {
    open?.close();
  }
}
