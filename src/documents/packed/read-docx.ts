import { strFromU8 } from 'fflate';
import { HoneError } from '../../errors/hone-error';
import { find, textOf } from '../html/html-tree';
import { htmlDrafts } from '../html/read-html';
import { withPictures } from '../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import { repacked, textIn, unpack } from './unpack';
import { parseXml } from './xml-tree';

export const docxReader: Reader = { kinds: ['docx'], read: readDocx };

// Word's own styles have English names in every language; other programs translate them.
const styles = [
  "p[style-name='Title'] => h1:fresh",
  ...['标题', '標題', 'Überschrift', 'Titre', 'Título'].flatMap((name) =>
    [1, 2, 3, 4, 5, 6].map((level) => `p[style-name='${name} ${level}'] => h${level}:fresh`),
  ),
];
const isPicture = (name: string): boolean => /^word\/media\//.test(name);
const wanted = (name: string): boolean => /\.(?:xml|rels)$/.test(name);

/** By mammoth, as HTML: headings by their styles, lists, tables with their spans, footnotes; what is written in pictures is read in its place. */
async function readDocx(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const { default: mammoth } = await import('mammoth');
  const arrayBuffer = repacked(file, wanted, undefined, isPicture);
  // Node's build reads `buffer`, the browser's `arrayBuffer`.
  const input = { arrayBuffer, buffer: new Uint8Array(arrayBuffer) as Buffer };
  const convertImage = mammoth.images.imgElement(async (image) => ({
    src: strFromU8(new Uint8Array(await image.readAsArrayBuffer())),
  }));
  let html: string;
  try {
    ({ value: html } = await mammoth.convertToHtml(input, { styleMap: styles, convertImage }));
  } catch (error) {
    throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
  }
  const core = textIn(
    unpack(file, (name) => name === 'docProps/core.xml'),
    'docProps/core.xml',
  );
  const named = core && find(parseXml(core), 'dc:title');
  const title = named && textOf(named).trim();
  const read = htmlDrafts(html);
  const picture = (name: string) => unpack(file, (one) => one === name).get(name);
  return {
    ...read,
    drafts: await withPictures(read.drafts, picture, context),
    ...(title && { title }),
  };
}
