import { isCjk, type Line } from './line';
import { readsFromRight } from './right-to-left';

const bullet = /^[•●○◦▪■█□◆◇►▶➢➤❖✓✔‣⁃∙·*–—-][\s\u00a0]?(?=\S)/u;
const strongBullet = /^[•●○◦▪■█□◆◇►▶➢➤❖✓✔‣⁃∙]/u;
const bulletAlone = /^[•●○◦▪■█□◆◇►▶➢➤❖✓✔‣⁃∙·–—o-]$/u;
const enumerated =
  /^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=\s|$)|\[(?:\d{1,3}|[A-Z][A-Za-z+]{0,8}\d{2,4}[a-z]?)\]\s|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、|\d{1,2}、|[①-⑳])/u;
const sentenceEnd = /[.!?:;。！？；：]["'”’)\]]?\s*$/;

export const endsSentence = (text: string): boolean => sentenceEnd.test(text);
export const hasBullet = (text: string): boolean => strongBullet.test(text);
export const stripBullet = (text: string): string => text.replace(bullet, '').trim();

/** Starts as a list's item does: with a bullet, or a number or letter behind which a point or bracket stands. */
export function hasMarker(line: Line): boolean {
  if (readsFromRight(line.text))
    return strongBullet.test(line.text) || /^[·–—-] /u.test(line.text) || enumerated.test(line.text);
  const first = line.words[0]?.text ?? '';
  if (strongBullet.test(first)) return true;
  if (bulletAlone.test(first) && line.words.length > 1)
    return line.words[1]!.x0 - line.words[0]!.x1 > 0.1 * line.size;
  return enumerated.test(line.text);
}

type Kind = 'number' | 'letter' | 'source' | null;

const kindOf = (text: string): Kind => {
  if (text.startsWith('[')) return 'source';
  if (/^\d{1,3}\./.test(text)) return 'number';
  return /^[a-zA-Z]\./.test(text) ? 'letter' : null;
};

/**
 * What looks like a marker is a word of the sentence that goes on: an initial (E. coli), a source ([6] as a method), a number
 * that ends a sentence. `opening`: the first line of the paragraph, `a` the line before, `isFull`: it reaches the column's edge.
 */
export function isWordOfSentence(b: Line, a: Line, opening: Line, isFull: boolean): boolean {
  const kind = kindOf(b.text);
  if (kind === null || isCjk(b.text[0]!) || kindOf(opening.text) === kind) return false;
  if (kind === 'source' && /^\[\S+ [\p{Ll}(]/u.test(b.text)) return true;
  if (/^(?:1|[aAiI])\./.test(b.text)) return false;
  return isFull && !sentenceEnd.test(a.text);
}
