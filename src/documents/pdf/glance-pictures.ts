import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { holdsMiddle, type Box } from '../layout/box';
import { greyOf } from '../ocr/grey-image';
import { looksWritten } from '../ocr/looks-written';
import type { Operators } from './interpret-page';
import { layPictures } from './lay-pictures';
import type { Matrix, PageContent } from './page-content';
import { pictureRegions } from './picture-regions';
import { paintedPictures, type PaintedPicture } from './picture-share';
import { fingerprint } from './seen-pictures';

// Enough to tell lines of print from a drawing, in a quarter of the time.
export const glanceDotsPerInch = 150;

/** A picture among a page's text that looks written; `print`: the same of two pictures that are the same. */
export interface WrittenPicture {
  region: Box;
  print: string;
}

/** What pictures look like that pdf.js decodes while a file's text is read. */
export class PictureGlances {
  /** Of pictures that pdf.js shares among pages, by name and size: what they look like, null where they are not written. */
  private readonly shared = new Map<string, string | null>();

  /** The page with its pictures that look written; those that are to be drawn before that can be told are among `pictures`. */
  async with(content: PageContent, page: PDFPageProxy, operators: Operators): Promise<PageContent> {
    const { width, height } = content;
    const view = page.getViewport({ scale: 1 }).transform as unknown as Matrix;
    const painted = paintedPictures(operators, { view, width, height });
    const places = painted.map(({ place }) => place);
    const written: WrittenPicture[] = [];
    const pictures = [...(content.pictures ?? [])];
    for (const region of pictureRegions(places, content)) {
      const print = await this.look(page, painted, region);
      if (print === undefined) pictures.push(region);
      else if (print !== null) written.push({ region, print });
    }
    return { ...content, pictures, ...(written.length > 0 && { written }) };
  }

  /** When the file is opened anew. */
  forget(): void {
    this.shared.clear();
  }

  private async look(
    page: PDFPageProxy,
    painted: readonly PaintedPicture[],
    region: Box,
  ): Promise<string | null | undefined> {
    const own = painted.filter(({ place }) => place === 'everywhere' || holdsMiddle(region, place));
    const [width, height] = [region.x1 - region.x0, region.y1 - region.y0];
    const key = own.length === 1 && own[0]!.shared ? [own[0]!.id, width, height].join(' ') : null;
    const known = key === null ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const canvas = await layPictures(page, painted, region, glanceDotsPerInch).catch(() => null);
    if (!canvas) return undefined;
    const image = greyOf(canvas);
    const print = looksWritten(image) ? fingerprint(image) : null;
    if (key !== null) this.shared.set(key, print);
    return print;
  }
}
