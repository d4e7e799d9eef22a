import type { Draft } from '../element';
import { fileKind } from '../file-kind';
import type { ReadContext } from '../reader';
import { imageSize } from './image-size';
import { looksWritten } from './looks-written';
import { mayHoldText, textInPicture } from './picture-text';
import { decodeImage, imageReader } from './read-image';

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
    if (bytes) read.set(source, await readIn(bytes, context));
  }
  return drafts.flatMap((draft) =>
    draft.picture === undefined
      ? [draft]
      : (read.get(draft.picture) ?? []).map((own) => ({ ...own, page: draft.page })),
  );
}

async function readIn(bytes: Uint8Array, context: ReadContext): Promise<Draft[]> {
  const size = imageSize(bytes);
  const kind = fileKind('picture', bytes);
  if (!size || !mayHoldText(size) || kind === null || !imageReader.kinds.includes(kind)) return [];
  const drafts = await textInPicture(async () => {
    const picture = await decodeImage({ name: 'picture', bytes, kind });
    return 'file' in picture.image || looksWritten(picture.image) ? picture : null;
  }, context);
  // Its places are on no page.
  return drafts.map(({ bbox: _place, ...draft }) => draft);
}
