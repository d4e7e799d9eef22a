import type { Draft } from '../element';

/** A paragraph of the first page and what was made of it. */
export interface Front {
  draft: Draft;
  size: number;
}

// Blocks above and below the title among which authors stand.
const mostBlocks = 24;
// Letters: a paragraph of text.
const longest = 200;
// In units of the title's size.
const smaller = 0.95;

const textBegins =
  /^(?:abstract|summary|introduction|contents|zusammenfassung|résumé|摘\s?要|目\s?录|前\s?言)\b/iu;
const institution =
  /\b(?:universit|institut|departe?ment|dept\b|laborator|college\b|school of|faculty of|hospital\b|academy of|research (?:center|centre|group|lab))|(?:大学|学院|研究院|研究所|实验室)/iu;
const mark = /\[[\d,*†‡]+\]|[\u00b9\u00b2\u00b3\u2070-\u2079*∗†‡§¶]|(?<=\p{L})\d(?:,\d)*/u;
const particle = /^(?:van|von|der|den|de|del|della|di|da|dos|la|le|el|al|bin|ibn|y)$/u;
const nameWord = /^\p{Lu}[\p{L}'’.-]*$/u;
const initial = /(?:^|[\s.-])\p{Lu}\./u;

/** Titles below the title of a first page, above its text, that are its authors, or where they work, are none. */
export function withoutAuthors(fronts: readonly Front[]): void {
  const end = fronts.findIndex(
    ({ draft: { type, text } }) =>
      (type === 'NarrativeText' && text.length > longest && !isNames(text, true)) || textBegins.test(text),
  );
  const front = fronts.slice(0, Math.min(end < 0 ? fronts.length : end, mostBlocks));
  const largest = Math.max(0, ...front.flatMap(({ draft, size }) => (draft.type === 'Title' ? [size] : [])));
  const top = front.findIndex(({ draft, size }) => draft.type === 'Title' && size === largest);
  front.forEach(({ draft, size }, i) => {
    if (i <= top || draft.type !== 'Title' || size > smaller * largest) return;
    const next = front[i + 1]?.draft.text ?? '';
    const isLike = (other: Front | undefined) =>
      other?.size === size && other.draft.text !== draft.text && isNames(other.draft.text, true);
    // Where they work stands below, or one name stands below another.
    const works =
      institution.test(next) || next.includes('@') || isLike(front[i - 1]) || isLike(front[i + 1]);
    if (institution.test(draft.text) || isNames(draft.text, works)) draft.type = 'UncategorizedText';
  });
}

/** Names of persons; `sure`: where they work stands below. */
export function isNames(text: string, sure: boolean): boolean {
  const parts = text
    .replaceAll(new RegExp(mark, 'gu'), ' ')
    .split(/[,;·]|\s(?:and|und|et|&)\s/u)
    .map((part) => part.trim())
    .filter((part) => part.length > 0);
  const areAll = parts.every((part) => {
    const words = part.split(/\s+/u);
    const named = words.filter((word) => nameWord.test(word));
    return (
      named.length >= 2 &&
      words.length <= 5 &&
      words.every((word) => nameWord.test(word) || particle.test(word)) &&
      // 'ANNUAL REPORT' is no name, 'R. E. KALMAN' is.
      (named.some((word) => word !== word.toUpperCase()) || initial.test(part))
    );
  });
  return areAll && parts.length > 0 && (sure || parts.length > 2 || mark.test(text) || initial.test(text));
}
