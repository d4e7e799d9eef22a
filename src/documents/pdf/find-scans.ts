import type { ReadContext, SourceFile } from '../reader';
import { misplacedLayers } from './misplaced-layer';
import type { PageContent } from './page-content';
import { picturesIn, scanResolution } from './stored-pictures';
import { isCipher, isNoise, letterOfWords } from './text-doubt';

// Fewer letters than this and a page may be a scan with a stamp on it.
const fewLetters = 40;
// Text beside the print it belongs to gives way to so many letters of its own number, times `clearlyMore` (read-pdf.ts).
const shareOfMisplaced = 1 / 3;

/** Letters and digits on a page; counting ends soon after `most`. */
function letterCount({ words }: PageContent, most = Infinity): number {
  let letters = 0;
  for (let i = 0; i < words.length && letters < most; i++)
    letters += words[i]!.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters;
}

/** Too little stands on the page as text for a page of text. */
export const hasFewLetters = (page: PageContent): boolean => letterCount(page, fewLetters) < fewLetters;

/** A page whose picture is to be read, from 0, and how many letters stand on it as text that may be trusted. */
export interface Scan {
  index: number;
  letters: number;
  /** Not a picture: its letters are drawn, but their codes say nothing. */
  drawn?: true;
}

/** Among these pages, the first of which is `from` (from 0): those without text, and those whose text is doubtful. */
export async function findScans(
  file: SourceFile,
  contents: readonly (PageContent | null)[],
  from: number,
  context: ReadContext,
): Promise<Scan[]> {
  const pictures = await picturesIn(file);
  const pages = contents.flatMap((content, i) => (content ? [{ index: from + i, content }] : []));
  const laidOver = pages.filter(
    ({ content }) => !hasFewLetters(content) && scanResolution(pictures, content) !== null,
  );
  const misplaced = await misplacedLayers(file, laidOver, context);
  return pages.flatMap(({ index, content }) => {
    if (hasFewLetters(content)) return [{ index, letters: letterCount(content) }];
    if (misplaced.has(index)) return [{ index, letters: letterCount(content) * shareOfMisplaced }];
    // Over a scan another program may have laid what it misread; a font's codes may be mere numbers of its letters.
    const isScan = laidOver.some((page) => page.index === index);
    const noise = isScan || content.bitmaps ? isNoise(content.words) : isCipher(content.words);
    const letters = () => 1 + letterOfWords(content.words).plausible;
    return noise ? [{ index, letters: letters(), ...(!isScan && { drawn: true }) }] : [];
  });
}
