/** Who reads pictures: one engine for all, or for each page the one that reads it better. */
export const ocrChoices = ['automatic', 'tesseract', 'paddle'] as const;
export type OcrChoice = (typeof ocrChoices)[number];

/** An engine to be started: tesseract for languages by its own names, or PaddleOCR, which reads all of its own at once. */
export type OcrRequest = readonly string[] | 'paddle';

/** English and Chinese are always at hand: which of them a scan is in shows when it is read. */
export const allLanguages = ['chi_sim', 'eng'];

/**
 * The engine to read with, and the one for pages that it is not sure of. PaddleOCR reads Chinese far better; tesseract
 * reads clean English as well in a third of the time (docs/decisions/ocr.md).
 */
export function enginesFor(
  choice: OcrChoice,
  languages: readonly string[],
  paddleInstalled: boolean,
): { first: OcrRequest; wider: OcrRequest | null } {
  if (choice === 'paddle') return { first: 'paddle', wider: null };
  const all = allLanguages.every((language) => languages.includes(language));
  if (choice === 'tesseract' || !paddleInstalled)
    return { first: languages, wider: all ? null : allLanguages };
  // A language that the person has chosen besides is tesseract's to read.
  const others = languages.some((language) => language !== 'eng' && !language.startsWith('chi_'));
  return all && !others ? { first: 'paddle', wider: null } : { first: languages, wider: 'paddle' };
}
