// A sentence ends with . ! or ? (and closing quotes or brackets, which are dropped with the gap), followed by
// something that may begin one.
const boundary = /(?<=[.!?])["')\]]*\s+(?=[A-Z0-9"([])/;
const abbreviation =
  /\b(?:e\.g|i\.e|et al|Fig|Figs|vs|Inc|Corp|Co|No|Dr|Mr|Ms|St|U\.S|approx|cf|Eq|Ref|Ltd)\.$/;

/** English sentences; none goes on over the end of a paragraph, so that a heading is no beginning of what stands below it. */
export const englishSentences = (text: string): string[] => text.split(/\n\s*\n/).flatMap(ofParagraph);

/** What follows an abbreviation or a very short piece ('3.') still belongs to it. */
function ofParagraph(text: string): string[] {
  const sentences: string[] = [];
  for (const part of text.replace(/\s+/g, ' ').trim().split(boundary)) {
    const last = sentences.at(-1);
    if (last !== undefined && (abbreviation.test(last) || last.length < 12)) {
      sentences[sentences.length - 1] = `${last} ${part}`;
    } else sentences.push(part);
  }
  return sentences.filter((sentence) => sentence !== '');
}
