import { parse } from 'parse5';
import { attribute, type HtmlElement } from '../html/html-tree';
import { mathText } from '../math-text';
import { textIn } from './unpack';

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

/** The elements of this name right below one. */
export const below = (node: HtmlElement, tag: string): HtmlElement[] =>
  (node.childNodes ?? []).filter((one) => one.tagName === tag);

/** What DrawingML's paragraphs below a node say, a space between them and where a line is broken. */
export const runsText = (node: HtmlElement): string =>
  all(node, 'a:p')
    .map((paragraph) =>
      inOrder(paragraph)
        .map((one) => {
          if (one.tagName === 'a:br') return ' ';
          if (one.tagName === 'm:omath') return mathText(one);
          return one.tagName === 'a:t' ? (one.childNodes ?? []).map((text) => text.value ?? '').join('') : '';
        })
        .join(''),
    )
    .join(' ')
    .replace(/_x000[bd]_/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Runs, breaks and formulas of a paragraph; a fallback says the same again. */
function inOrder(paragraph: HtmlElement): HtmlElement[] {
  const found: HtmlElement[] = [];
  const waiting = [paragraph];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.tagName === 'mc:fallback') continue;
    if (node.tagName === 'a:t' || node.tagName === 'a:br' || node.tagName === 'm:omath') found.push(node);
    else if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return found;
}

const relationshipsOf = (files: ReadonlyMap<string, Uint8Array>, name: string): HtmlElement[] =>
  all(parseXml(textIn(files, name.replace(/([^/]+)$/, '_rels/$1.rels')) ?? ''), 'relationship');

const isOutside = (one: HtmlElement): boolean => attribute(one, 'targetmode')?.toLowerCase() === 'external';

/** Ids of related parts, and their places in the package; `name`: the part that refers to them. */
export const relations = (files: ReadonlyMap<string, Uint8Array>, name: string): Map<string, string> =>
  new Map(
    relationshipsOf(files, name).flatMap((one): [string, string][] => {
      const target = attribute(one, 'target') ?? '';
      const base = new URL(name, 'file:///');
      if (isOutside(one) || !URL.canParse(target, base)) return [];
      return [[attribute(one, 'id') ?? '', decoded(new URL(target, base).pathname).slice(1)]];
    }),
  );

/** Ids of addresses outside of the package. */
export const addresses = (files: ReadonlyMap<string, Uint8Array>, name: string): Map<string, string> =>
  new Map(
    relationshipsOf(files, name)
      .filter(isOutside)
      .map((one) => [attribute(one, 'id') ?? '', attribute(one, 'target') ?? '']),
  );

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
