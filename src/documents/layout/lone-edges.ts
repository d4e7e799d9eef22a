import type { EdgeLine } from './edge-lines';
import { median } from './line';
import type { UprightPage } from './upright';

// Share of the page's height: nearer to the edge stands hardly any text.
const outer = 0.1;
const mostLines = 3;
// In em: from the text to a head or foot that no other page confirms.
const room = 1.2;
// In units of the median size.
const smaller = 0.95;

// What a court stamps on the sheets that are filed with it.
const stamp = /^case\W.{4,60}\bfiled\W.{0,30}\bpages?\W|^case\W.{4,40}\bdocument\W.{0,20}\bpage\W/i;
const imprint =
  /©|\(c\) (?:19|20)\d\d|\bcopyright\b|all rights reserved|\bdoi[:.\s]|\bissn\b|\bvol(?:ume|\.) ?\d|https?:\/\/|\bwww\.|downloaded (?:from|by)|printed (?:on|in) |版权所有|第\s?\d+\s?卷/i;
const contact =
  /\S@\S+\.\p{L}|\b(?:tel|fax|phone|téléphone|telefon)\b|\(\d{3}\) \d{3}-\d{4}|(?:地址|电话|传真|邮编|网址)[:：]/iu;

/**
 * Of one page's outermost lines, those known as a head or foot by what they say and where they stand: few, small, at the
 * edge of the page and apart from its text. Files of a page or two have no other pages to compare.
 */
export function loneEdge(lines: readonly EdgeLine[], page: UprightPage): EdgeLine[] {
  const block: EdgeLine[] = [];
  for (const candidate of lines) {
    if (candidate.distance > outer * page.height || block.length === mostLines) return [];
    block.push(candidate);
    if (isApart(candidate, page)) return isImprint(block, page) ? block : [];
  }
  return [];
}

function isImprint(block: readonly EdgeLine[], page: UprightPage): boolean {
  const text = block.map(({ line }) => line.text).join(' ');
  if (stamp.test(text)) return true;
  const { edge, line } = block[0]!;
  const isSmall = line.size <= smaller * median(page.words.map((w) => w.size));
  return isSmall && (imprint.test(text) || (edge === 'bottom' && contact.test(text)));
}

/** More room between it and the text than between lines, or a line drawn between. */
function isApart({ line, edge }: EdgeLine, page: UprightPage): boolean {
  const isTop = edge === 'top';
  const inwards = page.words.filter((w) => (isTop ? w.y0 >= line.y1 - 1 : w.y1 <= line.y0 + 1));
  if (inwards.length === 0) return false;
  const next = inwards.reduce(
    (at, w) => (isTop ? Math.min(at, w.y0) : Math.max(at, w.y1)),
    isTop ? 1e9 : -1e9,
  );
  const away = isTop ? next - line.y1 : line.y0 - next;
  if (away > room * line.size) return true;
  return page.rules.some(
    ({ horizontal, at, from, to }) =>
      horizontal &&
      to - from > 0.3 * page.width &&
      (isTop ? at > line.y1 - 1 && at < next + 1 : at < line.y0 + 1 && at > next - 1),
  );
}
