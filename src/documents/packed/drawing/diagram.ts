import type { Draft } from '../../element';
import { attribute, type HtmlElement } from '../../html/html-tree';
import { all, below, runsText } from '../xml-tree';

const deepest = 20;

/** What is written in a SmartArt graphic, as the list it was typed as (ECMA-376 part 1, 21.4, the data part); names in lower case. */
export function diagramDrafts(root: HtmlElement, page: number): Draft[] {
  const nodes = all(root, 'dgm:pt').filter(
    ({ attrs }) => !attrs?.some(({ name, value }) => name === 'type' && /trans|pres/i.test(value)),
  );
  const known = new Map(nodes.map((node) => [attribute(node, 'modelid') ?? '', node]));
  const links = all(root, 'dgm:cxn')
    .filter((link) => (attribute(link, 'type') ?? 'parOf') === 'parOf')
    .map((link) => ({
      from: attribute(link, 'srcid') ?? '',
      to: attribute(link, 'destid') ?? '',
      order: Number(attribute(link, 'srcord')) || 0,
    }))
    .sort((a, b) => a.order - b.order);
  const children = new Map<string, string[]>();
  for (const { from, to } of links) children.set(from, [...(children.get(from) ?? []), to]);
  const seen = new Set<string>();
  const drafts: Draft[] = [];
  const visit = (id: string, level: number): void => {
    const node = known.get(id);
    if (!node || seen.has(id) || level > deepest) return;
    seen.add(id);
    const text = below(node, 'dgm:t').map(runsText).join(' ').trim();
    if (text) drafts.push({ type: 'ListItem', text, page, level: Math.max(1, level) });
    for (const next of children.get(id) ?? []) visit(next, level + 1);
  };
  for (const [id, node] of known) if (attribute(node, 'type') === 'doc') visit(id, 0);
  for (const id of known.keys()) visit(id, 1);
  return drafts;
}
