import type { Draft } from '../../element';
import { attribute, find, type HtmlElement } from '../../html/html-tree';
import { withPictures } from '../../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../../reader';
import { chartDrafts } from '../drawing/chart';
import { diagramDrafts } from '../drawing/diagram';
import { textIn, unpack } from '../unpack';
import { addresses, all, parseXml, relations, runsText } from '../xml-tree';
import { placeOf, shapeDrafts, type Around } from './shapes';

export const pptxReader: Reader = { kinds: ['pptx'], read: readPptx };

const slide = /^ppt\/slides\/slide(\d+)\.xml$/;
const wanted = (name: string): boolean => /^ppt\/.*\.(?:xml|rels)$/.test(name);

type Files = ReadonlyMap<string, Uint8Array>;

/** A page for each slide, hidden ones too: its title, texts, tables, charts and diagrams as they are read, then its notes. */
async function readPptx(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const files = unpack(file, wanted);
  const names = inOrder(files);
  const drafts = names.flatMap((name, i) => {
    context.signal.throwIfAborted();
    const root = parseXml(textIn(files, name) ?? '');
    const tree = find(root, 'p:sptree') ?? find(root, 'p:sld') ?? root;
    return [...shapeDrafts(tree, around(files, name, i + 1)), ...notesDrafts(files, name, i + 1)];
  });
  const picture = (place: string) => unpack(file, (one) => one === place).get(place);
  return {
    pages: names.map(() => ({ width: 0, height: 0, ocr: false })),
    drafts: await withPictures(drafts, picture, context),
    warnings: [],
  };
}

/** As they are shown, which is not always the order of their numbers. */
function inOrder(files: Files): string[] {
  const numberOf = (name: string) => Number(slide.exec(name)?.[1]);
  const numbered = [...files.keys()]
    .filter((name) => slide.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const main = 'ppt/presentation.xml';
  const places = relations(files, main);
  const shown = all(parseXml(textIn(files, main) ?? ''), 'p:sldid')
    .map((entry) => places.get(attribute(entry, 'r:id') ?? '') ?? '')
    .filter((name) => files.has(name));
  return [...new Set([...shown, ...numbered])];
}

function around(files: Files, name: string, page: number): Around {
  const related = relations(files, name);
  const outside = addresses(files, name);
  const layout = [...related.values()].find((place) => place.includes('/slideLayouts/')) ?? '';
  const master =
    [...relations(files, layout).values()].find((place) => place.includes('/slideMasters/')) ?? '';
  const patterns = [layout, master].map((place) => all(parseXml(textIn(files, place) ?? ''), 'p:sp'));
  return {
    page,
    place: (id) => related.get(id ?? '') ?? '',
    address: (id) => outside.get(id ?? ''),
    part(id) {
      const xml = textIn(files, related.get(id ?? '') ?? '');
      if (xml === undefined) return [];
      const root = parseXml(xml);
      return [...chartDrafts(root, page), ...diagramDrafts(root, page)];
    },
    inherited(kind, index) {
      for (const shapes of patterns) {
        const found = shapes.find((shape) => isFor(shape, kind, index));
        const place = found && placeOf(found);
        if (place) return place;
      }
      return undefined;
    },
  };
}

function isFor(shape: HtmlElement, kind: string, index: string | undefined): boolean {
  const [holder] = all(shape, 'p:ph');
  if (!holder) return false;
  if (index !== undefined && attribute(holder, 'idx') === index) return true;
  return index === undefined && (attribute(holder, 'type') ?? 'body') === kind;
}

/** What the speaker noted to a slide. */
function notesDrafts(files: Files, name: string, page: number): Draft[] {
  const notes = [...relations(files, name).values()].find((place) => /\/notesSlide\d+\.xml$/.test(place));
  const source = notes && textIn(files, notes);
  if (!source) return [];
  return all(parseXml(source), 'p:sp').flatMap((shape) =>
    all(shape, 'p:ph').some((holder) => attribute(holder, 'type') === 'body')
      ? all(shape, 'a:p')
          .map((paragraph) => runsText({ nodeName: '', childNodes: [paragraph] }))
          .filter(Boolean)
          .map((text): Draft => ({ type: 'NarrativeText', text, page }))
      : [],
  );
}
