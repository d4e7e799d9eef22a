import { HoneError, type ErrorCode } from '../../errors/hone-error';
import type { Draft } from '../element';
import { layoutDocument } from '../layout/layout-document';
import { upright } from '../layout/upright';
import { ocrDrafts } from '../ocr/ocr-drafts';
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
// Laying out a page takes about this share of the time of reading it.
const layoutShare = 0.5;
// Fewer letters than this and a page may be a scan with a stamp on it.
const fewLetters = 40;

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
  let breath = performance.now();
  const drafts = await layoutDocument(pages, async (page) => {
    if (performance.now() - breath < breathEvery) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
    context.signal.throwIfAborted();
    context.onProgress({ done: pages.length + layoutShare * page, total: (1 + layoutShare) * pages.length });
  });
  const infos: PageInfo[] = pages.map((_, i) => ({
    width: contents[i]?.width ?? 0,
    height: contents[i]?.height ?? 0,
    ocr: false,
  }));
  const scans = contents.flatMap((content, index) => {
    const letters = content ? letterCount(content) : fewLetters;
    return letters < fewLetters ? [{ index, hasText: letters > 0 }] : [];
  });
  if (scans.length > 0) await readScans(file, scans, drafts, infos, context, warnings);
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

async function readScans(
  file: SourceFile,
  scans: readonly { index: number; hasText: boolean }[],
  drafts: Draft[][],
  infos: PageInfo[],
  context: ReadContext,
  warnings: ReadResult['warnings'],
): Promise<void> {
  let done = 0;
  // Recognising a page takes seconds, reading one milliseconds.
  const total = infos.length + 20 * scans.length;
  for await (const { index, image, pointsPerPixel } of drawPages(file, scans, context, warnings)) {
    context.signal.throwIfAborted();
    if (image) {
      try {
        const engine = await context.ocr();
        const { width, height } = infos[index]!;
        const { read: found, turns } = await recognizeTurned(engine, image, context.signal);
        const read = await ocrDrafts(found, { page: index + 1, scale: pointsPerPixel, width, height, turns });
        const letters = (list: readonly Draft[]) =>
          list.reduce((n, d) => n + d.text.replace(/[^\p{L}\p{N}]/gu, '').length, 0);
        if (read.length > 0 && letters(read) >= letters(drafts[index]!)) {
          drafts[index] = read;
          infos[index]!.ocr = true;
        }
      } catch (error) {
        context.signal.throwIfAborted();
        if (!(error instanceof HoneError)) throw error;
        warnings.push({ code: 'ocr/failed', page: index + 1 });
      }
    }
    done++;
    context.onProgress({ done: infos.length + 20 * done, total, note: `${index + 1}` });
  }
}
