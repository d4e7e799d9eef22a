import { HoneError, type ErrorCode } from '../../errors/hone-error';
import { layoutDocument } from '../layout/layout-document';
import { upright } from '../layout/upright';
import { asRecognised, recognisedPage, type RecognisedPage } from '../ocr/ocr-drafts';
import { recognizeTurned } from '../ocr/recognize-turned';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import type { PageInfo } from '../types';
import type { PageContent } from './page-content';
import { PageSource } from './page-source';
import { drawPages } from './draw-page';

// Pages asked for ahead: pdf.js' thread works on the next while this one lays out the last.
const ahead = 3;
// Milliseconds of work between two looks at what else was asked.
const breathEvery = 60;
// Laying out a page takes about this share of the time of reading it, recognising it seconds.
const layoutShare = 0.5;
const scanShare = 20;
// Fewer letters than this and a page may be a scan with a stamp on it.
const fewLetters = 40;
// Times as many letters must be recognised as stand in the file, which has no misreadings.
const clearlyMore = 1.5;

export const pdfReader: Reader = { kinds: ['pdf'], read: readPdf };

async function readPdf(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const warnings: { code: ErrorCode; page?: number }[] = [];
  const source = await PageSource.open(file, context.assets);
  let contents: (PageContent | null)[];
  let title: string | undefined;
  try {
    title = await source.title();
    contents = await readPages(source, context, warnings);
  } finally {
    source.close();
  }
  if (contents.every((c) => c === null)) throw new HoneError('pdf/broken', { file: file.name });
  const pages = contents.map((c) => upright(c ?? { width: 0, height: 0, words: [], rules: [], fills: [] }));
  const scans = contents.flatMap((content, index) => {
    const letters = content ? letterCount(content) : fewLetters;
    return letters < fewLetters ? [{ index, letters }] : [];
  });
  const total = (1 + layoutShare) * pages.length + scanShare * scans.length;
  const recognised = await readScans(file, scans, contents, { ...context, warnings, total });
  for (const [index, { page }] of recognised) pages[index] = page;
  const done = pages.length + scanShare * scans.length;
  let breath = performance.now();
  const drafts = await layoutDocument(pages, async (page) => {
    if (performance.now() - breath < breathEvery) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
    context.signal.throwIfAborted();
    context.onProgress({ done: done + layoutShare * page, total });
  });
  for (const [index, page] of recognised) drafts[index] = asRecognised(drafts[index]!, page);
  const infos: PageInfo[] = contents.map((content, index) => ({
    width: content?.width ?? 0,
    height: content?.height ?? 0,
    ocr: recognised.has(index),
  }));
  return { ...(title && { title }), pages: infos, drafts: drafts.flat(), warnings };
}

const letterCount = (page: PageContent): number =>
  page.words.reduce((n, w) => n + (w.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0);

async function readPages(
  source: PageSource,
  context: ReadContext,
  warnings: ReadResult['warnings'],
): Promise<(PageContent | null)[]> {
  const contents: (PageContent | null)[] = [];
  const asked = new Map<number, Promise<PageContent>>();
  const ask = (page: number) => {
    if (page > source.count || asked.has(page)) return;
    const promise = source.fetch(page);
    // Awaited in its turn; until then a failure must not count as unhandled.
    promise.catch(() => undefined);
    asked.set(page, promise);
  };
  for (let page = 1; page <= source.count; page++) {
    context.signal.throwIfAborted();
    for (let next = page; next <= page + ahead; next++) ask(next);
    try {
      contents.push(await asked.get(page)!);
    } catch (error) {
      warnings.push({ code: 'pdf/broken', page });
      contents.push(null);
      await source.recover(error);
      asked.clear();
    }
    asked.delete(page);
    context.onProgress({ done: page, total: (1 + layoutShare) * source.count });
  }
  return contents;
}

/** The pages of which more can be read in their picture than stands in the file. */
async function readScans(
  file: SourceFile,
  scans: readonly { index: number; letters: number }[],
  contents: readonly (PageContent | null)[],
  context: ReadContext & { warnings: ReadResult['warnings']; total: number },
): Promise<Map<number, RecognisedPage>> {
  const recognised = new Map<number, RecognisedPage>();
  if (scans.length === 0) return recognised;
  const { signal, warnings, total } = context;
  let done = contents.length;
  for await (const { index, letters, image, pointsPerPixel } of drawPages(file, scans, context, warnings)) {
    signal.throwIfAborted();
    if (image) {
      try {
        const { width, height } = contents[index]!;
        const { read, turns, rules } = await recognizeTurned(await context.ocr(), image, signal);
        const page = recognisedPage(read, { scale: pointsPerPixel, width, height, turns, rules });
        if (page && page.letters >= clearlyMore * letters) recognised.set(index, page);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof HoneError)) throw error;
        warnings.push({ code: 'ocr/failed', page: index + 1 });
      }
    }
    done += scanShare;
    context.onProgress({ done, total, note: `${index + 1}` });
  }
  return recognised;
}
