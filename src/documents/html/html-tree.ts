import { subscript, superscript, type Place } from '../raised-text';

/** The part of parse5's tree that reading needs. */
export interface HtmlElement {
  nodeName: string;
  tagName?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: HtmlElement[];
  value?: string;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Never read: code, what is not shown, and a site's own furniture. */
const silent = words(
  'script style noscript template head iframe object svg canvas audio video nav button select input textarea dialog map annotation annotation-xml',
);

export function isSilent(node: HtmlElement): boolean {
  if (node.tagName && silent.has(node.tagName)) return true;
  return (
    node.attrs?.some(
      ({ name, value }) =>
        name === 'hidden' ||
        (name === 'aria-hidden' && value === 'true') ||
        (name === 'style' && /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(value)),
    ) ?? false
  );
}

export const attribute = (node: HtmlElement, name: string): string | undefined =>
  node.attrs?.find((a) => a.name === name)?.value;

/** The first element of this name, in document order. No recursion: trees may be thousands deep. */
export function find(root: HtmlElement, tag: string): HtmlElement | undefined {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.tagName === tag) return node;
    if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return undefined;
}

/** All text below a node, scripts and styles left out, a space at the borders of blocks. */
export function textOf(root: HtmlElement): string {
  const parts: string[] = [];
  const waiting = [root];
  const place = root.tagName === 'td' || root.tagName === 'th' ? 'cell' : 'text';
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const own = literal(node, parts.at(-1), place);
    if (own !== undefined) parts.push(own);
    if (own !== undefined || (node !== root && isSilent(node))) continue;
    if (node.tagName && !isInline(node.tagName)) parts.push(' ');
    if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return parts.join('');
}

/** What a node says by itself: text, a box that is ticked or not, something raised or lowered behind `before`. */
export function literal(node: HtmlElement, before = '', place: Place = 'text'): string | undefined {
  if (node.nodeName === '#text') return node.value ?? '';
  if (node.tagName === 'input' && attribute(node, 'type') === 'checkbox')
    return attribute(node, 'checked') === undefined ? '☐ ' : '☒ ';
  if (node.tagName !== 'sup' && node.tagName !== 'sub') return undefined;
  const below = node.childNodes ?? [];
  const isLink = below.length === 1 && below[0]!.tagName === 'a';
  const own = isLink ? (below[0]!.childNodes ?? []) : below;
  if (!own.every((one) => one.nodeName === '#text')) return undefined;
  const text = own.map((one) => one.value ?? '').join('');
  // A link is the mark of a note, whatever stands before it.
  return node.tagName === 'sup' ? superscript(text, isLink ? '' : before, place) : subscript(text);
}

/** Names with a prefix, as XBRL's in reports and Word's, mark stretches of text. */
export const isInline = (tag: string): boolean => inline.has(tag) || tag.includes(':');

const inline = words(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q ruby rb rp rt s samp small span strike strong sub sup time tt u var wbr img input',
);
