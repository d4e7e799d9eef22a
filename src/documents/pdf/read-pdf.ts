import { HoneError, type ErrorCode } from '../../errors/hone-error';
import type { Draft } from '../element';
import { layoutDocument, type Carried } from '../layout/layout-document';
import { upright, type UprightPage } from '../layout/upright';
import { asRecognised, recognisedPage, type RecognisedPage } from '../ocr/ocr-drafts';
import { ocrFailure } from '../ocr/ocr-engine';
import { recognizeTurned } from '../ocr/recognize-turned';
import type { LongResult, ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import type { PageInfo } from '../types';
import { findScans, hasFewLetters, type Scan } from './find-scans';
import type { PageContent } from './page-content';
import { DraftPile } from './draft-pile';
import { withLinks } from './page-links';
import { isNoise } from './text-doubt';
import { PageSource } from './page-source';
import { drawPages, type DrawnPage } from './draw-page';
import { decodedWhileReading, picturedPages, readRegions, withRegions } from './read-regions';
import { SeenPictures } from './seen-pictures';

// Headers are found, and titles measured, among so many pages: a longer document would not fit into memory whole. Of a very
// long one fewer are taken: what V8 holds grows to several times what is needed at once.
const pagesAtOnce = 500;
const manyPages = 1000;
const fewerAtOnce = 200;
// Shown while the rest is read; a shorter document is read as soon as these are laid out.
const firstPages = 6;
// Pages asked for ahead: pdf.js' thread works on the next while this one lays out the last.
const ahead = 3;
// Milliseconds of work between two looks at what else was asked.
const breathEvery = 60;
// Laying out a page takes about this share of the time of reading it, recognising it seconds.
const layoutShare = 0.5;
const scanShare = 20;
// To look at the pictures on it, and to recognise one of them.
const pictureShare = 1;
const regionShare = 10;
// Times as many letters must be recognised as stand in the file, which has no misreadings.
const clearlyMore = 1.5;

export const pdfReader: Reader = { kinds: ['pdf'], read: readPdf };

interface Progress {
  done: number;
  /** Grows as scans are found. */
  total: number;
}

async function readPdf(file: SourceFile, context: ReadContext): Promise<LongResult> {
  const warnings: { code: ErrorCode; page?: number }[] = [];
  const source = await PageSource.open(file, context.assets, await decodedWhileReading(file));
  try {
    const title = await source.title();
    const pile = new DraftPile(await source.outline());
    const progress = { done: 0, total: (1 + layoutShare) * source.count };
    const pages: PageInfo[] = [];
    const carried: Carried = { table: null };
    const seen = new SeenPictures();
    let broken = 0;
    const atOnce = source.count > manyPages ? fewerAtOnce : pagesAtOnce;
    for (let from = 0; from < source.count; from += atOnce) {
      const to = Math.min(from + atOnce, source.count);
      const contents = await readPages(source, { from, to }, { ...context, warnings, progress });
      broken += contents.filter((content) => content === null).length;
      const part = await layoutPages({ file, source }, contents, from, {
        ...context,
        warnings,
        progress,
        carried,
        seen,
      });
      pages.push(...part.pages);
      pile.add(part.drafts);
      if (to < source.count) pile.layAside(carried.table?.draft);
      await source.forget();
    }
    if (broken === pages.length) throw new HoneError('pdf/broken', { file: file.name });
    return { ...(title && { title }), pages, drafts: pile.parts(), warnings };
  } finally {
    source.close();
  }
}

type PartContext = ReadContext & {
  warnings: ReadResult['warnings'];
  progress: Progress;
};

/** Recognises what is a scan among these pages, the first of which is `from` (from 0), and lays all out. */
async function layoutPages(
  { file, source }: { file: SourceFile; source: PageSource },
  contents: readonly (PageContent | null)[],
  from: number,
  context: PartContext & { carried: Carried; seen: SeenPictures },
): Promise<{ pages: PageInfo[]; drafts: Draft[] }> {
  const { progress } = context;
  const pages = contents.map(uprightOf);
  const scans = await findScans(file, contents, from, context);
  const expected = contents.filter((content) => content && hasFewLetters(content)).length;
  progress.total += scanShare * (scans.length - expected);
  const recognised = await readScans(file, scans, (index) => contents[index - from]!, context);
  for (const [index, { page }] of recognised) pages[index - from] = page;
  const printed = contents.flatMap((content, i) =>
    content && !hasFewLetters(content) ? [{ index: from + i, content }] : [],
  );
  const pictured = await picturedPages(file, printed);
  progress.total += pictureShare * pictured.length;
  const doneBy = (share: number) => () => {
    progress.done += share;
    context.onProgress(progress);
  };
  // Decoded and recognised in threads of their own while the text is laid out.
  const inPictures = readRegions(source, pictured, context.seen, context, {
    looked: doneBy(pictureShare),
    found: () => {
      progress.total += regionShare;
    },
    read: doneBy(regionShare),
  });
  // Awaited below; until then a failure must not count as unhandled.
  inPictures.catch(() => undefined);
  let breath = performance.now();
  const turn = async (page: number) => {
    if (performance.now() - breath < breathEvery) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
    context.signal.throwIfAborted();
    context.onProgress({ ...progress, done: progress.done + layoutShare * (page - from) });
  };
  const drafts = await layoutDocument(pages, turn, from + 1, context.carried);
  progress.done += layoutShare * contents.length;
  for (const [index, page] of recognised) drafts[index - from] = asRecognised(drafts[index - from]!, page);
  for (const [index, regions] of await inPictures)
    drafts[index - from] = withRegions(drafts[index - from]!, regions);
  return {
    pages: contents.map((content, i) => ({
      width: content?.width ?? 0,
      height: content?.height ?? 0,
      ocr: recognised.has(from + i),
    })),
    drafts: withLinks(drafts.flat(), (page) => contents[page - 1 - from]),
  };
}

/** The pages from `from` up to `to`, from 0; null for one that cannot be read. */
async function readPages(
  source: PageSource,
  { from, to }: { from: number; to: number },
  context: PartContext,
): Promise<(PageContent | null)[]> {
  const { signal, onProgress, warnings, progress } = context;
  const contents: (PageContent | null)[] = [];
  const asked = new Map<number, Promise<PageContent>>();
  const ask = (page: number) => {
    if (page > to || asked.has(page)) return;
    const promise = source.fetch(page);
    // Awaited in its turn; until then a failure must not count as unhandled.
    promise.catch(() => undefined);
    asked.set(page, promise);
  };
  for (let page = from + 1; page <= to; page++) {
    signal.throwIfAborted();
    for (let next = page; next <= page + ahead; next++) ask(next);
    try {
      const content = await asked.get(page)!;
      contents.push(content);
      // Likely a scan: told of now, so that recognising it is not a standstill at the end.
      if (hasFewLetters(content)) progress.total += scanShare;
    } catch (error) {
      warnings.push({ code: 'pdf/broken', page });
      contents.push(null);
      await source.recover(error);
      asked.clear();
    }
    asked.delete(page);
    progress.done++;
    onProgress(progress);
    if (page === firstPages && source.count > 2 * firstPages) await showFirst(contents, context);
  }
  for (const [index, links] of await source.links()) {
    const content = contents[index - from];
    if (content) contents[index - from] = { ...content, links };
  }
  return contents;
}

/** Lays out the first pages by themselves; scans among them are left out. */
async function showFirst(contents: readonly (PageContent | null)[], context: PartContext): Promise<void> {
  if (!context.onFirstPages) return;
  const drafts = await layoutDocument(contents.map(uprightOf));
  context.onFirstPages(drafts.flat());
}

const uprightOf = (content: PageContent | null): UprightPage =>
  upright(content ?? { width: 0, height: 0, words: [], rules: [], fills: [] });

/** The pages of which more can be read in their picture than stands in the file. */
async function readScans(
  file: SourceFile,
  scans: readonly Scan[],
  contentOf: (index: number) => PageContent | null,
  context: PartContext,
): Promise<Map<number, RecognisedPage>> {
  const recognised = new Map<number, RecognisedPage>();
  if (scans.length === 0) return recognised;
  const { signal, warnings, progress } = context;
  const drawn = new Set(scans.flatMap((scan) => (scan.drawn ? [scan.index] : [])));
  const readOne = async ({ index, letters, image, pointsPerPixel }: DrawnPage) => {
    signal.throwIfAborted();
    if (image) {
      try {
        const { width, height } = contentOf(index)!;
        const { read, ...how } = await recognizeTurned(await context.ocr(), image, signal);
        const page = recognisedPage(read, { scale: pointsPerPixel, width, height, ...how });
        // What was drawn as letters may be no words in a picture either: a page of codes.
        const isText = page && !(drawn.has(index) && isNoise(page.page.words));
        if (isText && page.letters >= clearlyMore * letters) recognised.set(index, page);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof HoneError)) throw error;
        warnings.push({ code: ocrFailure(error), page: index + 1 });
      }
    }
    progress.done += scanShare;
    context.onProgress({ ...progress });
  };
  // One page more is drawn than there are engines, so that none of them waits for its next.
  const most = context.assets.ocrAtOnce ?? 1;
  const underWay: Promise<void>[] = [];
  for await (const page of drawPages(file, scans, context, warnings)) {
    const reading = readOne(page);
    // Awaited in its turn; until then a failure must not count as unhandled.
    reading.catch(() => undefined);
    underWay.push(reading);
    if (underWay.length > most) await underWay.shift();
  }
  await Promise.all(underWay);
  return recognised;
}
