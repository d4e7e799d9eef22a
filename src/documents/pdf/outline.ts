import type { Draft } from '../element';
import type { ElementType } from '../types';

/** An entry of a PDF's outline (its bookmarks), in order; `level` from 1. */
export interface OutlineEntry {
  title: string;
  level: number;
  /** Where it leads, from 1; absent where the file does not say. */
  page?: number;
}

/** pdf.js' tree of it. */
export interface OutlineNode {
  title: string;
  dest?: string | unknown[] | null;
  items: OutlineNode[];
}

/** What pdf.js' document says of destinations. */
export interface Destinations {
  getDestination(name: string): Promise<unknown[] | null>;
  getPageIndex(page: { num: number; gen: number }): Promise<number>;
}

// More or deeper ones are a machine's, or an attack.
const mostEntries = 5000;
const deepest = 8;
// An outline of which less is found in the text is of another document, or of pages' names.
const foundShare = 0.5;

/** The tree as a list, with the pages that the entries lead to. */
export async function outlineEntries(
  nodes: readonly OutlineNode[],
  destinations: Destinations,
): Promise<OutlineEntry[]> {
  return await Promise.all(
    flat(nodes, 1).map(async ({ node, level }) => {
      const page = await pageOf(node, destinations).catch(() => undefined);
      return { title: node.title, level, ...(page !== undefined && { page }) };
    }),
  );
}

function flat(nodes: readonly OutlineNode[], level: number): { node: OutlineNode; level: number }[] {
  const entries: { node: OutlineNode; level: number }[] = [];
  for (const node of nodes) {
    if (entries.length >= mostEntries) break;
    entries.push({ node, level });
    if (level < deepest) for (const below of flat(node.items, level + 1)) entries.push(below);
  }
  return entries.slice(0, mostEntries);
}

async function pageOf({ dest }: OutlineNode, destinations: Destinations): Promise<number | undefined> {
  const place = typeof dest === 'string' ? await destinations.getDestination(dest) : dest;
  const [page] = place ?? [];
  if (typeof page === 'number') return page + 1;
  const isReference = typeof page === 'object' && page !== null && 'num' in page && 'gen' in page;
  return isReference
    ? (await destinations.getPageIndex(page as { num: number; gen: number })) + 1
    : undefined;
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

const headings: ReadonlySet<ElementType> = new Set([
  'Title',
  'NarrativeText',
  'ListItem',
  'UncategorizedText',
]);

/**
 * Drafts in reading order with the levels that the outline gives: a line that is an entry of it, in its order, is a title
 * of its level. Other titles keep their own level, below the entry they stand under. Nothing is changed where less than
 * half of the entries are found.
 */
export function withOutline(drafts: readonly Draft[], outline: readonly OutlineEntry[]): Draft[] {
  const levels = matched(drafts, outline);
  if (levels.size === 0 || levels.size < foundShare * outline.length) return [...drafts];
  let under = 0;
  return drafts.map((draft) => {
    const level = levels.get(draft);
    if (level !== undefined) {
      under = level;
      return { ...draft, type: 'Title', level };
    }
    return draft.type === 'Title'
      ? { ...draft, level: Math.max(draft.level ?? 1, under && under + 1) }
      : draft;
  });
}

/** Each entry is the next draft of its words where it leads to (a page more or less); one that is not found is passed over. */
function matched(drafts: readonly Draft[], outline: readonly OutlineEntry[]): Map<Draft, number> {
  const places = new Map<string, number[]>();
  drafts.forEach((draft, at) => {
    if (!headings.has(draft.type)) return;
    const key = plain(draft.text);
    const known = places.get(key);
    if (known) known.push(at);
    else places.set(key, [at]);
  });
  const levels = new Map<Draft, number>();
  let last = -1;
  for (const { title, level, page } of outline) {
    const isNear = (draft: Draft) => page === undefined || Math.abs(draft.page - page) <= 1;
    const key = plain(title);
    const at = places.get(key)?.find((place) => place > last && isNear(drafts[place]!));
    if (at === undefined || key === '') continue;
    levels.set(drafts[at]!, level);
    last = at;
  }
  return levels;
}
