/** The part of parse5's tree that reading needs. */
export interface HtmlElement {
  nodeName: string;
  tagName?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: HtmlElement[];
  value?: string;
}

/** Never read: code, what is not shown, and a site's own furniture. */
const silent = new Set([
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'head',
    'iframe',
    'object',
    'svg',
    'canvas',
    'audio',
    'video',
  ],
  ...['nav', 'button', 'select', 'input', 'textarea', 'dialog', 'map'],
]);

export function isSilent(node: HtmlElement): boolean {
  if (node.tagName && silent.has(node.tagName)) return true;
  return (
    node.attrs?.some((a) => a.name === 'hidden' || (a.name === 'aria-hidden' && a.value === 'true')) ?? false
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
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.nodeName === '#text') parts.push(node.value ?? '');
    if (node !== root && isSilent(node)) continue;
    if (node.tagName && !inline.has(node.tagName)) parts.push(' ');
    if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return parts.join('');
}

export const inline = new Set([
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'bdo',
    'cite',
    'code',
    'data',
    'del',
    'dfn',
    'em',
    'font',
    'i',
    'ins',
    'kbd',
    'label',
  ],
  ...[
    'mark',
    'q',
    'ruby',
    'rb',
    's',
    'samp',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
    'time',
    'tt',
    'u',
  ],
  ...['var', 'wbr', 'img'],
]);
