import { parse } from 'parse5';
import { withPictures } from '../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from '../text/decode-text';
import { withoutBoilerplate } from './boilerplate';
import { HtmlWalker } from './html-walker';
import { find, textOf, type HtmlElement } from './html-tree';

export const htmlReader: Reader = { kinds: ['html'], read: readHtml };

async function readHtml(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const head = String.fromCharCode(...file.bytes.subarray(0, 2048));
  const declared =
    /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1];
  const read = htmlDrafts(decodeText(file.bytes, declared), true);
  return { ...read, drafts: await withPictures(read.drafts, inlinePicture, context) };
}

/** A picture written into the page itself; others would have to be fetched. */
export function inlinePicture(source: string): Uint8Array | undefined {
  const data = /^data:image\/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)$/.exec(source)?.[1];
  if (data === undefined) return undefined;
  try {
    return Uint8Array.from(atob(data.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  } catch (error) {
    // Cut in the middle: it cannot be shown either.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/**
 * Parses without ever running anything: scripts and styles are only text, and left out. `page`: a site's page, with menus and
 * notices around its text.
 */
export function htmlDrafts(html: string, page = false): ReadResult {
  const document = parse(html) as unknown as HtmlElement;
  const title = find(document, 'title');
  const body = find(document, 'body') ?? document;
  if (page) withoutBoilerplate(body);
  const walker = new HtmlWalker();
  walker.walk(page ? mainPart(body) : body);
  const named = title && textOf(title).replace(/\s+/g, ' ').trim();
  return {
    ...(named && { title: named }),
    pages: [{ width: 0, height: 0, ocr: false }],
    drafts: walker.finish(),
    warnings: [],
  };
}

/** The page's main part where it is marked and holds most of the text, else all of it. */
function mainPart(body: HtmlElement): HtmlElement {
  const main = find(body, 'main') ?? find(body, 'article');
  return main && textOf(main).length > 0.4 * textOf(body).length ? main : body;
}
