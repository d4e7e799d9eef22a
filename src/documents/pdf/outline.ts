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
  const levels = new OutlineLevels(outline);
  levels.note(drafts);
  return levels.apply(drafts);
}

/** The same for drafts that come in parts: all are noted, and then, in the same order, changed. */
export class OutlineLevels {
  /** Where the words of each entry stand: which draft, on which page. */
  private readonly places: ReadonlyMap<string, { at: number; page: number; isTitle: boolean }[]>;
  private readonly longest: number;
  private noted = 0;
  private applied = 0;
  private under = 0;
  /** By draft. */
  private levels: ReadonlyMap<number, number> | null = null;

  constructor(private readonly outline: readonly OutlineEntry[]) {
    this.places = new Map(outline.map(({ title }) => [plain(title), []]));
    this.longest = outline.reduce((most, { title }) => Math.max(most, title.length), 0);
  }

  note(drafts: readonly Draft[]): void {
    for (const { type, text, page } of drafts) {
      const at = this.noted++;
      // The same letters, at most spaced otherwise.
      if (!headings.has(type) || text.length > 4 * this.longest) continue;
      this.places.get(plain(text))?.push({ at, page, isTitle: type === 'Title' });
    }
  }

  apply(drafts: readonly Draft[]): Draft[] {
    this.levels ??= this.matched();
    const { levels } = this;
    if (levels.size === 0 || levels.size < foundShare * this.outline.length) return [...drafts];
    return drafts.map((draft) => {
      const level = levels.get(this.applied++);
      if (level !== undefined) {
        this.under = level;
        return { ...draft, type: 'Title', level };
      }
      return draft.type === 'Title'
        ? { ...draft, level: Math.max(draft.level ?? 1, this.under && this.under + 1) }
        : draft;
    });
  }

  /** Each entry is the next draft of its words where it leads to (a page more or less); one that is not found is passed over. */
  private matched(): Map<number, number> {
    const levels = new Map<number, number>();
    let last = -1;
    for (const { title, level, page } of this.outline) {
      const key = plain(title);
      const isNear = (on: number) => page === undefined || Math.abs(on - page) <= 1;
      const near = this.places.get(key)?.filter((place) => place.at > last && isNear(place.page)) ?? [];
      // A list of what follows has the same words.
      const found = near.find(({ isTitle }) => isTitle) ?? near[0];
      if (!found || key === '') continue;
      levels.set(found.at, level);
      last = found.at;
    }
    return levels;
  }
}
