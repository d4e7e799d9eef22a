import type { Draft } from '../../element';
import type { HtmlElement } from '../../html/html-tree';
import { all, parseXml } from '../xml-tree';

/** What stands at the head or foot of every page, each text once; fields as they were last shown. */
export function furnitureDrafts(parts: readonly string[], type: 'Header' | 'Footer'): Draft[] {
  const texts = new Set(parts.flatMap((xml) => all(parseXml(xml), 'w:p').map(paragraphText)).filter(Boolean));
  return [...texts].map((text) => ({
    type: /^[\d\s/|–-]+$/.test(text) ? 'PageNumber' : type,
    text,
    page: 1,
  }));
}

const unread = new Set(['w:del', 'w:movefrom', 'w:instrtext', 'mc:fallback', 'w:ppr', 'w:rpr', 'w:deltext']);

function paragraphText(paragraph: HtmlElement): string {
  let text = '';
  const waiting = [paragraph];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const tag = node.tagName ?? '';
    if (unread.has(tag)) continue;
    // A paragraph in a box is one of its own.
    if (tag === 'w:p' && node !== paragraph) continue;
    if (tag === 'w:tab' || tag === 'w:br' || tag === 'w:ptab') text += ' ';
    if (tag === 'w:t') text += (node.childNodes ?? []).map((one) => one.value ?? '').join('');
    else if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return text.replace(/\s+/g, ' ').trim();
}
