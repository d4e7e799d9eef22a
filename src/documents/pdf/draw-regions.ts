import type { Box } from '../layout/box';
import { greyOf } from '../ocr/grey-image';
import type { GreyImage } from '../ocr/ocr-engine';
import type { ReadContext } from '../reader';
import { drawPage, ocrDotsPerInch } from './draw-page';
import type { Operators } from './interpret-page';
import { openPdf, withLimit, type OpenPdf } from './open-pdf';
import type { Matrix, PageContent } from './page-content';
import { pictureRegions } from './picture-regions';
import { picturePlaces } from './picture-share';

const lookLimit = 20_000;

export interface DrawnRegion {
  /** Of the page, from 0. */
  index: number;
  region: Box;
  image: GreyImage;
  pointsPerPixel: number;
}

/** Draws the pictures among the text of pages, one at a time. A page that cannot be drawn is passed over: its text is read. */
export async function* drawRegions(
  file: { name: string; bytes: Uint8Array },
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
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
    }
  } finally {
    open?.close();
  }
}
