import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import { fileKind } from '../file-kind';
import { isText, mayHoldText } from '../pdf/picture-regions';
import type { ReadContext } from '../reader';
import { looksPrinted } from './grey-image';
import { imageSize } from './image-size';
import { ocrDrafts } from './ocr-drafts';
import { decodeImage, imageReader } from './read-image';
import { recognizeTurned } from './recognize-turned';

// A book of pictures is read for its text.
const mostPictures = 300;

/**
 * The drafts with what can be read in the pictures among them, each in its place; drawings, logos and photographs are left
 * alone. `load`: the bytes of a picture's source, undefined where there are none.
 */
export async function withPictures(
  drafts: readonly Draft[],
  load: (source: string) => Uint8Array | undefined,
  context: ReadContext,
): Promise<Draft[]> {
  const sources = [...new Set(drafts.flatMap(({ picture }) => picture ?? []))].slice(0, mostPictures);
  if (typeof OffscreenCanvas === 'undefined' || sources.length === 0) return [...drafts];
  const read = new Map<string, Draft[]>();
  for (const [done, source] of sources.entries()) {
    context.signal.throwIfAborted();
    context.onProgress({ done, total: sources.length });
    const bytes = load(source);
    if (bytes) read.set(source, await textIn(bytes, context));
  }
  return drafts.flatMap((draft) =>
    draft.picture === undefined
      ? [draft]
      : (read.get(draft.picture) ?? []).map((own) => ({ ...own, page: draft.page })),
  );
}

async function textIn(bytes: Uint8Array, context: ReadContext): Promise<Draft[]> {
  const size = imageSize(bytes);
  const kind = fileKind('picture', bytes);
  if (!size || !mayHoldText(size) || kind === null || !imageReader.kinds.includes(kind)) return [];
  try {
    const { image, width, height, scale } = await decodeImage({ name: 'picture', bytes, kind });
    if ('grey' in image && !looksPrinted(image)) return [];
    const { read, ...how } = await recognizeTurned(await context.ocr(), image, context.signal, []);
    if (!isText(read, how.rules.length > 0)) return [];
    return (await ocrDrafts(read, { scale, width, height, ...how })).map(inText);
  } catch (error) {
    context.signal.throwIfAborted();
    // The document has its text; a picture that cannot be read besides is no loss worth a warning.
    if (error instanceof HoneError) return [];
    throw error;
  }
}

/** Titles in a picture are not the document's, and its places are on no page. */
const inText = ({ level: _level, bbox: _place, ...draft }: Draft): Draft =>
  draft.type === 'Table' || draft.type === 'ListItem' ? draft : { ...draft, type: 'NarrativeText' };
