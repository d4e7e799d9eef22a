import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import type { ReadContext } from '../reader';
import { ocrDrafts } from './ocr-drafts';
import type { OcrImage, OcrPage } from './ocr-engine';
import { recognizeTurned } from './recognize-turned';

// Pixels: letters are some ten high, lines some fifty long.
const leastPixels = { width: 300, height: 60 };

/** A picture that text may be read in, by its size as stored. */
export const mayHoldText = ({ width, height }: { width: number; height: number }): boolean =>
  width >= leastPixels.width && height >= leastPixels.height;

/** A picture among text, `width` by `height` in its own unit, `scale` units for a pixel of `image`. */
interface Picture {
  image: OcrImage;
  width: number;
  height: number;
  scale: number;
}

/**
 * What can be read in a picture that stands among a document's text, as part of that text, boxes in the picture's own unit;
 * [] for drawings, logos and photographs, and for what cannot be read: the document has its text. `load`: null where there
 * is nothing to be read.
 */
export async function textInPicture(
  load: () => Promise<Picture | null>,
  context: ReadContext,
): Promise<Draft[]> {
  try {
    const picture = await load();
    if (!picture) return [];
    const { image, ...place } = picture;
    const { read, ...how } = await recognizeTurned(await context.ocr(), image, context.signal, [], sure);
    if (!isText(read, how.rules.length > 0)) return [];
    return (await ocrDrafts(read, { ...place, ...how })).map(inText);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof HoneError) return [];
    throw error;
  }
}

/** Titles and running heads in a picture are not the document's. */
const inText = ({ level: _level, ...draft }: Draft): Draft =>
  draft.type === 'Table' || draft.type === 'ListItem' ? draft : { ...draft, type: 'NarrativeText' };

// Of a line of running text, and of all that was read; labels of a chart or diagram are shorter.
const wordsOfLine = 4;
const mostlyLines = 0.6;
const leastLines = 3;
const leastWords = 12;
// Bars, arrows and boxes of a drawing are read as single letters and marks.
const mostlyPlain = 0.85;
// A figure with sentences in its boxes was read at .79.
const sure = 0.85;

/** What was read in a picture is text: lines of words, or a table between drawn lines; logos, photographs and charts give neither. */
export function isText({ lines, confidence }: OcrPage, hasGrid: boolean): boolean {
  const words = lines.flatMap((line) => line.words);
  const plain = words.filter((w) => w.confidence >= 0.6 && /\p{L}{2}|\p{N}|\p{Script=Han}/u.test(w.text));
  if (confidence < sure || plain.length < leastWords || plain.length < mostlyPlain * words.length)
    return false;
  if (hasGrid) return true;
  const long = lines.filter((line) => line.words.length >= wordsOfLine);
  const inLong = long.reduce((n, line) => n + line.words.length, 0);
  return long.length >= leastLines && inLong >= mostlyLines * words.length;
}
