// Behind these a point ends no sentence.
const abbreviations =
  /(?:\b(?:e\.g|i\.e|etc|vs|cf|al|approx|dept|est|fig|figs|eq|no|nos|vol|pp|p|sec|ch|ed|eds|inc|ltd|co|corp|jr|sr|st|mr|mrs|ms|dr|prof|rev|gen|u\.s|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b\p{Lu})\.$/iu;
const end = /[.!?]+["'”’)\]]*\s+(?=["'“‘([]?[\p{Lu}\p{Lo}\d])|[。！？；]+["”’」』）]*\s*|\n+/gu;

/** English and Chinese sentences; joined they give the text back. */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of text.matchAll(end)) {
    const stop = match.index + match[0].length;
    if (/^\./.test(match[0]) && abbreviations.test(text.slice(start, match.index + 1))) continue;
    found.push(text.slice(start, stop));
    start = stop;
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}

/** Clauses: parts that end in a comma or the like. */
export const clauses = (text: string): string[] =>
  text.match(/[^,;:，、：]+(?:[,;:，、：]+\s*|$)|[,;:，、：]+\s*/gu) ?? [text];

/** Words with the space behind them; Chinese by a dictionary where the platform has one. */
export function words(text: string): string[] {
  const spaced = text.match(/\S+\s*|\s+/gu) ?? [text];
  return spaced.flatMap((word) => (/[\u3040-\u30ff\u3400-\u9fff]/u.test(word) ? segments(word) : [word]));
}

function segments(text: string): string[] {
  if (!('Segmenter' in Intl)) return [...text];
  const parts: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) {
    // A mark stays with the word before it.
    if (isWordLike || parts.length === 0) parts.push(segment);
    else parts[parts.length - 1] += segment;
  }
  return parts;
}
