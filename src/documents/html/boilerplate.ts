import { attribute, isSilent, type HtmlElement } from './html-tree';

/** What a site calls the parts that stand around every page's text. */
const called =
  /(?:^|[-_\s])(?:nav(?:bar|box|igation)?|menu|breadcrumbs?|cookies?|consent|gdpr|side-?bar|share|sharing|social|newsletter|subscribe|adverts?|advertisement|promo|sponsored|related|skip-?(?:link|to)|pagination|pager|toc|catlinks|editsection|jump-?links?)(?:[-_\s]|$)/i;
const roles = /^(?:navigation|search|menu|menubar|dialog|alertdialog|tablist|toolbar)$/;
const holders = new Set(['ul', 'ol', 'dl', 'div', 'section', 'aside', 'table', 'footer', 'header', 'p']);
// A part with more of the page's text than this is not what stands around it.
const mostOfPage = 0.3;
const leastLeft = 0.2;

interface Written {
  text: number;
  linked: number;
  links: number;
  /** It holds the page's own heading. */
  headed: boolean;
  /** Letters in the longest stretch outside of links. */
  longest: number;
}

/** Takes out menus, notices and lists of links, unless little would be left: then the page is one of links. Changes the tree. */
export function withoutBoilerplate(body: HtmlElement): void {
  const written = measure(body);
  const whole = written.get(body)?.text ?? 0;
  const parts: { parent: HtmlElement; node: HtmlElement; text: number }[] = [];
  const waiting = [body];
  for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
    for (const node of parent.childNodes ?? []) {
      const own = written.get(node);
      if (!own || own.text === 0) continue;
      if (own.text <= mostOfPage * whole && !own.headed && (isNamed(node) || isLinks(node, own)))
        parts.push({ parent, node, text: own.text });
      else waiting.push(node);
    }
  }
  const lost = parts.reduce((sum, { text }) => sum + text, 0);
  if (whole - lost < leastLeft * whole) return;
  const gone = new Set(parts.map(({ node }) => node));
  for (const parent of new Set(parts.map((part) => part.parent)))
    parent.childNodes = (parent.childNodes ?? []).filter((node) => !gone.has(node));
}

function isNamed(node: HtmlElement): boolean {
  if (!node.tagName || /^(?:h[1-6]|main|article|body)$/.test(node.tagName)) return false;
  if (roles.test(attribute(node, 'role') ?? '')) return true;
  return called.test(`${attribute(node, 'class') ?? ''} ${attribute(node, 'id') ?? ''}`);
}

/** Many short links and hardly anything between them. */
const isLinks = (node: HtmlElement, { text, linked, links, longest }: Written): boolean =>
  holders.has(node.tagName ?? '') && links >= 8 && linked > 0.8 * text && linked < 40 * links && longest < 60;

/** How much is written below each element. No recursion: trees may be thousands deep. */
function measure(root: HtmlElement): Map<HtmlElement, Written> {
  const order: { node: HtmlElement; parent?: HtmlElement; inLink: boolean }[] = [];
  const waiting: typeof order = [{ node: root, inLink: false }];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (one.node !== root && isSilent(one.node)) continue;
    order.push(one);
    const inLink = one.inLink || one.node.tagName === 'a';
    for (const node of one.node.childNodes ?? []) waiting.push({ node, parent: one.node, inLink });
  }
  const written = new Map<HtmlElement, Written>();
  const at = (node: HtmlElement): Written => {
    const known = written.get(node) ?? { text: 0, linked: 0, links: 0, headed: false, longest: 0 };
    written.set(node, known);
    return known;
  };
  for (const { node, parent, inLink } of order.reverse()) {
    const own = at(node);
    if (node.nodeName === '#text') {
      own.text = (node.value ?? '').replace(/\s+/g, ' ').trim().length;
      own.linked = inLink ? own.text : 0;
      own.longest = inLink ? 0 : own.text;
    }
    if (node.tagName === 'a' && own.text > 0) own.links++;
    if (node.tagName === 'h1' && own.text > 0) own.headed = true;
    if (!parent) continue;
    const above = at(parent);
    above.text += own.text;
    above.linked += own.linked;
    above.links += own.links;
    above.headed ||= own.headed;
    above.longest = Math.max(above.longest, own.longest);
  }
  return written;
}
