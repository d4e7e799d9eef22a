import type { Line } from './line';
import type { Paragraph } from './paragraphs';

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|januar|februar|märz|oktober|dezember';
const date = new RegExp(
  `^(?:\\d{1,2}(?:st|nd|rd|th|\\.)? )?(?:${months})\\.?(?: \\d{1,2}(?:st|nd|rd|th)?)?,?(?: (?:19|20)\\d\\d)?$|^[\\d/.-]{6,10}$|^[\\d〇○零一二三四五六七八九]{4}\\s?年[\\s\\d一二三四五六七八九十]*月?[\\s\\d一二三四五六七八九十]*日?$`,
  'iu',
);
const salutation =
  /^(?:dear|to whom it may concern|sincerely|yours|(?:best|kind|warm) regards|regards|respectfully|cordially|very truly yours|sehr geehrte|mit freundlichen grüßen|madame|monsieur|尊敬的|此致|敬礼|敬启|顺颂)(?:\s.{0,40})?[,，:：!]?$/iu;
const contact = /\S@\S+\.\p{L}|https?:\/\/|\bwww\.\w|\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}[-.]\d{3}[-.]\d{4}\b/u;
// 'Invoice No : # BL2015', 'Account: 4711-0815'
const labelled = /^[\p{L} .]{2,28}[:：]\s*(?:#|no\.?)?\s*[\p{L}-]{0,6}\d[\w/-]{3,}$/iu;
const sum = /\s-?\d{1,3}(?:[.,' ]\d{3})*[.,]\d\d(?:\s?(?:€|\$|£|EUR|USD|元))?$/u;

// In em: between the parts of a row, and from a heading's number to its words at most.
const wide = 2.5;
const widest = 5;
const numbering =
  /^(?:[\dIVXLC.()-]{1,9}|\p{L}[.)]|(?:chapter|section|part|article|appendix|annex|item|kapitel|titre|第\S{1,4})(?: [\dIVXA-Z.:-]{1,6})?)$/iu;

/** What is set as a title but is a date, a greeting, an address to write to, a labelled number, a sum or a table's row. */
export function isNoTitle({ text, lines }: Paragraph): boolean {
  return (
    [date, salutation, contact, labelled, sum].some((kind) => kind.test(text)) || lines.some((l) => isRow(l))
  );
}

function isRow({ words, size }: Line): boolean {
  const cuts = words.flatMap((w, i) => (i > 0 && w.x0 - words[i - 1]!.x1 > wide * size ? [i] : []));
  if (cuts.length > 1) return true;
  const [cut] = cuts;
  if (cut === undefined || words[cut]!.x0 - words[cut - 1]!.x1 < widest * size) return false;
  return !numbering.test(
    words
      .slice(0, cut)
      .map((w) => w.text)
      .join(' '),
  );
}
