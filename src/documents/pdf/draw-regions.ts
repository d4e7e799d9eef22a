import type { Box } from '../layout/box';
import { greyOf } from '../ocr/grey-image';
import { looksWritten } from '../ocr/looks-written';
import type { GreyImage } from '../ocr/ocr-engine';
import type { ReadContext } from '../reader';
import { drawPage, ocrDotsPerInch } from './draw-page';
import { glanceDotsPerInch } from './glance-pictures';
import type { Operators } from './interpret-page';
import { layPictures } from './lay-pictures';
import { TimeLimit, withLimit, type OpenPdf } from './open-pdf';
import type { Matrix, PageContent } from './page-content';
import type { PageSource } from './page-source';
import { pictureRegions } from './picture-regions';
import { paintedPictures } from './picture-share';
import { fingerprint, keyOf, type SeenPictures } from './seen-pictures';

const lookLimit = 20_000;

export interface DrawnRegion {
  /** Of the page, from 0. */
  index: number;
  region: Box;
  image: GreyImage;
  pointsPerPixel: number;
}

/** Where a file is open already: once more with its pictures, and anew where its thread hangs on one. */
export type PictureSource = Pick<PageSource, 'withPictures' | 'renew'>;

/**
 * Draws the pictures among the text of pages that may be written, one at a time; one that was `seen` before is not drawn
 * again. A page that cannot be drawn is passed over: its text is read. `onPage`: told when a page is done.
 */
export async function* drawRegions(
  source: PictureSource,
  pages: readonly { index: number; content: PageContent }[],
  seen: SeenPictures,
  { signal }: Pick<ReadContext, 'signal'>,
  onPage: () => void,
): AsyncGenerator<DrawnRegion> {
  let open: OpenPdf | null = null;
  try {
    for (const { index, content } of pages) {
      signal.throwIfAborted();
      const known = new Set((content.written ?? []).map(({ region }) => keyOf(region)));
      const wanted = new Set(
        (content.written ?? []).flatMap(({ region, print }) =>
          seen.add(region, print) ? [] : [keyOf(region)],
        ),
      );
      const unknown = pictureRegions(content.pictures ?? [], content);
      if (wanted.size === 0 && unknown.every((region) => seen.isRepeated(region))) {
        onPage();
        continue;
      }
      const drawn: DrawnRegion[] = [];
      try {
        open ??= await source.withPictures();
        const page = await withLimit(open.document.getPage(index + 1), lookLimit);
        const operators = (await withLimit(page.getOperatorList(), lookLimit)) as Operators;
        const { transform, width, height } = page.getViewport({ scale: 1 });
        const pictures = paintedPictures(operators, { view: transform as unknown as Matrix, width, height });
        const places = pictures.map(({ place }) => place);
        for (const region of pictureRegions(places, content)) {
          const draw = async (dpi: number) =>
            (await layPictures(page, pictures, region, dpi)) ?? (await drawPage(page, { dpi }, region));
          const key = keyOf(region);
          if (!wanted.has(key)) {
            if (known.has(key)) continue;
            const glance = greyOf(await draw(glanceDotsPerInch));
            if (seen.add(region, fingerprint(glance)) || !looksWritten(glance)) continue;
          }
          const canvas = await draw(ocrDotsPerInch);
          const pointsPerPixel = (region.x1 - region.x0) / canvas.width;
          drawn.push({ index, region, image: greyOf(canvas), pointsPerPixel });
        }
        page.cleanup();
      } catch (error) {
        signal.throwIfAborted();
        open?.close();
        open = null;
        if (error instanceof TimeLimit) await source.renew();
      }
      yield* drawn;
      onPage();
    }
  } finally {
    open?.close();
  }
}
