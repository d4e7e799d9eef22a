import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { HoneError } from '../../errors/hone-error';
import type { Assets } from '../reader';
import type { FileContents } from '../stored-file';
import { PictureGlances } from './glance-pictures';
import { interpretPage, type Operators, type PdfFont } from './interpret-page';
import { openPdf, TimeLimit, withLimit, type OpenPdf } from './open-pdf';
import type { Matrix, PageContent } from './page-content';
import { outlineEntries, type OutlineEntry, type OutlineNode } from './outline';
import { linksByPage, type PageLink } from './page-links';
import { giveTags, pageTags, type StructureNode } from './tags';

const pageLimit = 20_000;
const outlineLimit = 5000;
const mostHangs = 3;
// pdf.js keeps something of every page it has seen until the file is closed.
const pagesAnOpening = 2000;
// A count beyond this is no book's: the file says something that is not so.
const mostPages = 50_000;
const nameless =
  /^(?:about:blank|untitled.*|document\d*|slide \d+|.*\.(?:pdf|docx?|xlsx?|pptx?|indd|qxd|tex|dvi|fm|html?))$/i;

/** A PDF's pages one after another. A page on which pdf.js hangs is given up and the rest read from a fresh thread. */
export class PageSource {
  private hangs = 0;
  /** Since the file was opened. */
  private fetched = 0;
  private readonly views = new Map<number, Matrix>();
  private readonly glances = new PictureGlances();
  private renewing: Promise<void> | null = null;

  private constructor(
    private readonly file: FileContents,
    private readonly assets: Assets,
    private pictures: 'none' | 'small',
    private open: OpenPdf,
  ) {}

  /** `pictures`: those that are looked at while pages are read. */
  static async open(file: FileContents, assets: Assets, pictures: 'none' | 'small'): Promise<PageSource> {
    const open = await openPdf(file, assets, pictures);
    const { numPages } = open.document;
    if (numPages <= mostPages) return new PageSource(file, assets, pictures, open);
    open.close();
    throw new HoneError('pdf/broken', { file: file.name });
  }

  get count(): number {
    return this.open.document.numPages;
  }

  async title(): Promise<string | undefined> {
    const { info } = (await withLimit(this.open.document.getMetadata(), 5000)) as {
      info: { Title?: unknown };
    };
    const title = typeof info.Title === 'string' ? info.Title.replace(/^Microsoft \w+ - /, '').trim() : '';
    // What programs write when nobody gave a title.
    return title && !nameless.test(title) ? title : undefined;
  }

  /** Empty where there is none, or where it cannot be read. */
  async outline(): Promise<OutlineEntry[]> {
    const { document } = this.open;
    const read = async () =>
      await outlineEntries(((await document.getOutline()) ?? []) as OutlineNode[], document);
    return await withLimit(read(), outlineLimit).catch(() => []);
  }

  /** Asks for the page's operators; several pages may be asked for ahead. */
  async fetch(page: number): Promise<PageContent> {
    const open = this.open;
    try {
      return await this.read(open, page);
    } catch (error) {
      if (this.pictures === 'none' || !(error instanceof TimeLimit)) throw error;
    }
    // It may be a picture that pdf.js hangs on, and no text.
    if (open === this.open) await (this.renewing ??= this.withoutPictures());
    return await this.read(this.open, page);
  }

  private async read(open: OpenPdf, page: number): Promise<PageContent> {
    this.fetched++;
    const limit = this.assets.patience?.page ?? pageLimit;
    const proxy = await withLimit(open.document.getPage(page), limit);
    const operators = await withLimit(proxy.getOperatorList(), limit);
    const fonts = await withLimit(loadFonts(proxy, operators), limit);
    const view = proxy.getViewport({ scale: 1 });
    const content = interpretPage(
      operators as Operators,
      (id) => fonts.get(id) ?? null,
      view.transform as unknown as Matrix,
      view.width,
      view.height,
      await withLimit(layers(open.document, operators as Operators), limit),
    );
    const seen =
      this.pictures === 'none'
        ? content
        : await withLimit(this.glances.with(content, proxy, operators as Operators), limit);
    if (content.words.some(({ mark }) => mark !== undefined)) {
      const tree = await withLimit(structure(proxy), limit);
      giveTags(content.words, tree ? pageTags(tree) : new Map());
    }
    proxy.cleanup();
    this.views.set(page - 1, view.transform as unknown as Matrix);
    return seen;
  }

  /** The links on the pages read since it was last asked, by page from 0; none where they cannot be read. */
  async links(): Promise<Map<number, PageLink[]>> {
    const views = new Map(this.views);
    this.views.clear();
    return await withLimit(linksByPage(this.open.document, views), pageLimit).catch((error: unknown) => {
      console.warn(this.file.name, error);
      return new Map<number, PageLink[]>();
    });
  }

  /** After a failed fetch: true when reading can go on. Throws 'pdf/broken' when the file hangs again and again. */
  async recover(error: unknown): Promise<void> {
    if (!(error instanceof TimeLimit)) return;
    this.hangs++;
    if (this.hangs >= mostHangs) {
      this.open.close();
      throw new HoneError('pdf/broken', { file: this.file.name }, { cause: error });
    }
    await this.renew();
  }

  /** The file opened once more, in the same thread, with its pictures decoded. */
  async withPictures(): Promise<OpenPdf> {
    const { thread } = this.open;
    return await openPdf(this.file, this.assets, 'all', thread && { within: thread });
  }

  /** Opens the file anew, in another thread where the present one hangs. */
  async renew(): Promise<void> {
    this.open.close();
    this.glances.forget();
    this.open = await openPdf(this.file, this.assets, this.pictures);
  }

  private async withoutPictures(): Promise<void> {
    this.pictures = 'none';
    await this.renew();
  }

  /** Gives back the memory of what the pages read so far needed: fonts, pictures, after many of them also what is known of each. */
  async forget(): Promise<void> {
    if (this.fetched >= pagesAnOpening) {
      this.open.close('end');
      this.glances.forget();
      this.open = await openPdf(this.file, this.assets, this.pictures);
      this.fetched = 0;
      return;
    }
    // A page that failed half-way still counts as being read; then nothing is given back.
    await this.open.document.cleanup().catch((error: unknown) => console.warn(this.file.name, error));
  }

  close(): void {
    this.open.close();
  }
}

/** Which layers are shown, as the file says; all of them where it says nothing that can be read. */
async function layers(
  document: PDFDocumentProxy,
  { fnArray, argsArray }: Operators,
): Promise<(layer: unknown) => boolean> {
  const all = () => true;
  const named = Array.prototype.some.call(
    fnArray,
    (operator, i) => operator === OPS.beginMarkedContentProps && argsArray[i]![0] === 'OC',
  );
  if (!named) return all;
  const config = await document.getOptionalContentConfig().catch(() => null);
  return config ? (layer) => config.isVisible(layer) === true : all;
}

/** null: the page has no tags, or none that can be read, which is no reason to give it up. */
async function structure(page: PDFPageProxy): Promise<StructureNode | null> {
  return await (page.getStructTree() as Promise<StructureNode | null>).catch((error: unknown) => {
    console.warn('tags', error);
    return null;
  });
}

/** The fonts a page uses; pdf.js resolves them a moment after the operators. */
async function loadFonts(page: PDFPageProxy, operators: Operators): Promise<Map<string, PdfFont>> {
  const ids = new Set<string>();
  const { fnArray, argsArray } = operators;
  for (let i = 0; i < fnArray.length; i++) {
    if (fnArray[i] === OPS.setFont) ids.add(argsArray[i]![0] as string);
    if (fnArray[i] === OPS.setGState) {
      for (const [key, value] of argsArray[i]![0] as [string, [string]][])
        if (key === 'Font') ids.add(value[0]);
    }
  }
  const fonts = new Map<string, PdfFont>();
  await Promise.all(
    [...ids].map(
      (id) =>
        new Promise<void>((resolve) => {
          page.commonObjs.get(id, (font: unknown) => {
            // An unreadable font arrives as its error message.
            if (typeof font === 'object' && font !== null) fonts.set(id, font as PdfFont);
            resolve();
          });
        }),
    ),
  );
  return fonts;
}
