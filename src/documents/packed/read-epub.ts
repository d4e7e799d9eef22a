import type { Draft } from '../element';
import { HoneError } from '../../errors/hone-error';
import { attribute, find, textOf } from '../html/html-tree';
import { htmlDrafts } from '../html/read-html';
import { withPictures } from '../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import { textIn, unpack } from './unpack';
import { all, parseXml } from './xml-tree';

export const epubReader: Reader = { kinds: ['epub'], read: readEpub };

const wanted = (name: string): boolean => /\.(?:xml|opf|x?html?)$/i.test(name);

/** The chapters in the order of the book's spine (EPUB 3.3, 5.6). */
async function readEpub(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const files = unpack(file, wanted);
  const container = parseXml(textIn(files, 'META-INF/container.xml') ?? '');
  const rootfile = find(container, 'rootfile');
  const path = (rootfile && attribute(rootfile, 'full-path')) ?? '';
  const source = textIn(files, path);
  if (source === undefined) throw new HoneError('file/unreadable', { file: file.name });
  const book = parseXml(source);
  if (isLocked(textIn(files, 'META-INF/encryption.xml') ?? ''))
    throw new HoneError('pdf/encrypted', { file: file.name });
  // A page of contents says again what stands in the chapters.
  const chapters = all(book, 'item').filter((item) => !/\bnav\b/.test(attribute(item, 'properties') ?? ''));
  const places = new Map(chapters.map((item) => [attribute(item, 'id'), attribute(item, 'href')]));
  // The spine names each chapter once; a book that names one thousands of times would fill the memory.
  const spine = new Set(all(book, 'itemref').map((reference) => attribute(reference, 'idref')));
  const drafts = [...spine].flatMap((id) => {
    const place = places.get(id);
    const where = place === undefined ? '' : resolved(path, place);
    const chapter = textIn(files, where);
    return chapter === undefined
      ? []
      : htmlDrafts(expanded(chapter)).drafts.map((draft) => beside(where, draft));
  });
  const picture = (name: string) => unpack(file, (one) => one === name).get(name);
  const named = find(book, 'dc:title');
  const title = named && textOf(named).trim();
  return {
    ...(title && { title }),
    pages: [{ width: 0, height: 0, ocr: false }],
    drafts: await withPictures(drafts, picture, context),
    warnings: [],
  };
}

/** Some of its chapters are encrypted; fonts often are, and say nothing. */
const isLocked = (xml: string): boolean =>
  all(parseXml(xml), 'enc:cipherreference')
    .concat(all(parseXml(xml), 'cipherreference'))
    .some((one) => /\.x?html?$/i.test(attribute(one, 'uri') ?? ''));

/** With its picture's place in the book. */
const beside = (chapter: string, { picture, ...draft }: Draft): Draft =>
  picture === undefined ? draft : { ...draft, picture: resolved(chapter, picture) };

/** A place named beside the file at `path`. */
function resolved(path: string, place: string): string {
  const base = new URL(path, 'file:///');
  return URL.canParse(place, base) ? decodeURI(new URL(place, base).pathname).slice(1) : place;
}

// In XHTML an empty title or script may close itself; HTML's parser would take all that follows for its text.
const expanded = (xhtml: string): string =>
  xhtml.replace(/<(title|script|style|a|div|span|p)((?:\s[^<>]*?)?)\/>/gi, '<$1$2></$1>');
