import { strFromU8, strToU8 } from 'fflate';
import { HoneError } from '../../../errors/hone-error';
import type { Draft } from '../../element';
import { find, textOf } from '../../html/html-tree';
import { htmlDrafts } from '../../html/read-html';
import { withPictures } from '../../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../../reader';
import { chartDrafts } from '../drawing/chart';
import { diagramDrafts } from '../drawing/diagram';
import { repacked, textIn, unpack } from '../unpack';
import { parseXml, relations } from '../xml-tree';
import { furnitureDrafts } from './furniture';
import { withoutMarks } from './marks';
import { Numbering } from './numbering';
import { prepared } from './prepare';
import { styleMap, wordStyles } from './styles';

export const docxReader: Reader = { kinds: ['docx'], read: readDocx };

const main = 'word/document.xml';
const isPicture = (name: string): boolean => /^word\/media\//.test(name);
const wanted = (name: string): boolean => /\.(?:xml|rels)$/.test(name);

/**
 * By mammoth, as HTML: headings by their styles, lists, tables with their spans, footnotes; besides what mammoth leaves out
 * (`prepare.ts`), what stands at the head and foot of pages, and what is written in pictures. Comments and deleted text are not read.
 */
async function readDocx(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const { default: mammoth } = await import('mammoth');
  const files = unpack(file, wanted);
  const styles = wordStyles(textIn(files, 'word/styles.xml') ?? '');
  const numbering = new Numbering(textIn(files, 'word/numbering.xml') ?? '', styles);
  const arrayBuffer = repacked(
    file,
    wanted,
    (name, bytes) => (name === main ? strToU8(prepared(strFromU8(bytes), numbering)) : bytes),
    isPicture,
  );
  // Node's build reads `buffer`, the browser's `arrayBuffer`.
  const input = { arrayBuffer, buffer: new Uint8Array(arrayBuffer) as Buffer };
  const convertImage = mammoth.images.imgElement(async (image) => ({
    src: strFromU8(new Uint8Array(await image.readAsArrayBuffer())),
  }));
  let html: string;
  try {
    ({ value: html } = await mammoth.convertToHtml(input, { styleMap: styleMap(styles), convertImage }));
  } catch (error) {
    throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
  }
  const core = textIn(files, 'docProps/core.xml');
  const named = core && find(parseXml(core), 'dc:title');
  const title = named && textOf(named).trim();
  const related = relations(files, main);
  const { drafts, pages } = withoutMarks(htmlDrafts(html).drafts, (id) =>
    partDrafts(textIn(files, related.get(id) ?? '')),
  );
  const around = (kind: string) =>
    [...related.values()]
      .filter((name) => name.startsWith(`word/${kind}`))
      .flatMap((name) => textIn(files, name) ?? []);
  const picture = (name: string) => unpack(file, (one) => one === name).get(name);
  const body = await withPictures(drafts, picture, context);
  return {
    pages: Array.from({ length: pages }, () => ({ width: 0, height: 0, ocr: false })),
    drafts:
      body.length === 0
        ? []
        : [
            ...furnitureDrafts(around('header'), 'Header'),
            ...body,
            ...furnitureDrafts(around('footer'), 'Footer'),
          ],
    warnings: [],
    ...(title && { title }),
  };
}

function partDrafts(xml: string | undefined): Draft[] {
  const root = parseXml(xml ?? '');
  return [...chartDrafts(root, 1), ...diagramDrafts(root, 1)];
}
