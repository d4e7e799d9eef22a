import { parse } from 'parse5';
import type { HtmlElement } from '../html/html-tree';

/**
 * An XML file as a tree; names of elements and attributes are in lower case. Entities of a DTD are never looked up: the
 * parser is HTML's, which knows none.
 */
export const parseXml = (xml: string): HtmlElement =>
  parse(
    xml.replace(/<\?[\s\S]*?\?>/g, '').replace(/<([\w:.-]+)((?:\s[^<>]*?)?)\/>/g, '<$1$2></$1>'),
  ) as unknown as HtmlElement;

/** All elements of this name, in document order. No recursion: trees may be thousands deep. */
export function all(root: HtmlElement, tag: string): HtmlElement[] {
  const found: HtmlElement[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.tagName === tag) found.push(node);
    if (node.childNodes)
      for (let i = node.childNodes.length - 1; i >= 0; i--) waiting.push(node.childNodes[i]!);
  }
  return found;
}
