import { artifact } from './marked-content';
import type { Tag, Word } from './page-content';

/** A node of pdf.js' structure tree of a page: an element, or (`type`) what it holds. */
export interface StructureNode {
  role?: string;
  type?: string;
  /** Of content: 'p12R_mc3' is the page's marked content 3. */
  id?: string;
  children?: readonly StructureNode[];
}

interface Place {
  tag: Tag | null;
  /** Lists around it. */
  lists: number;
  /** The list's item it stands in: its first paragraph is the item's text, further ones are not. */
  item: { tag: Tag; hasText: boolean } | null;
  row: number;
}

// Deeper nesting than this is an attack, not a document.
const deepest = 60;
const kinds: Record<string, Tag['kind']> = {
  ...{ figure: 'figure', caption: 'caption', formula: 'formula', toci: 'contents', title: 'heading' },
  ...{ note: 'note', fenote: 'note', footnote: 'note', endnote: 'note', th: 'head', td: 'cell' },
};
// What stands in these, whatever its own tags, is a part of them.
const closed: ReadonlySet<Tag['kind']> = new Set(['figure', 'head', 'cell', 'caption', 'note', 'contents']);

/**
 * What a tagged PDF says of a page's pieces of text, by the number (MCID) of their marked content.
 * Source: PDF 32000-1, 14.8.4; ISO 32005 for the names of PDF 2.0.
 */
export function pageTags(tree: StructureNode): Map<number, Tag> {
  const tags = new Map<number, Tag>();
  let blocks = 0;
  let rows = 0;
  const make = (kind: Tag['kind'], level = 0): Tag => ({ kind, level, block: ++blocks });

  const enter = (role: string, place: Place): Place => {
    if (place.tag?.kind === 'figure' && role !== 'caption') return place;
    // Word gathers a page's notes in one.
    if (place.tag?.kind === 'note' && role === 'p') return { ...place, tag: make('note') };
    if (role === 'tr') return { ...place, row: ++rows };
    const isPart = place.tag && closed.has(place.tag.kind) && place.tag.kind !== 'figure';
    if (isPart && role !== 'figure') return place;
    const depth = /^h([1-6])?$/.exec(role);
    if (depth) return { ...place, tag: make('heading', Number(depth[1] ?? 0)), item: null };
    const kind = kinds[role];
    if (kind) {
      const level = role === 'title' ? 1 : 0;
      return { ...place, tag: { ...make(kind, level), row: place.row }, item: null };
    }
    if (role === 'l') return { ...place, lists: place.lists + 1, tag: null, item: null };
    if (role === 'li') {
      const tag = make('item', place.lists);
      return { ...place, tag, item: { tag, hasText: false } };
    }
    if (role !== 'p' || place.tag?.kind === 'heading') return place;
    if (!place.item || place.item.hasText) return { ...place, tag: make('text') };
    place.item.hasText = true;
    return { ...place, tag: place.item.tag };
  };

  const walk = (node: StructureNode, place: Place, depth: number): void => {
    if (node.type) {
      const number = node.type === 'content' ? /_mc(\d+)$/.exec(node.id ?? '')?.[1] : undefined;
      if (number !== undefined && place.tag && !tags.has(Number(number))) tags.set(Number(number), place.tag);
    } else if (depth < deepest) {
      const own = enter((node.role ?? '').toLowerCase(), place);
      for (const child of node.children ?? []) walk(child, own, depth + 1);
    }
  };
  walk(tree, { tag: null, lists: 0, item: null, row: 0 }, 0);
  return tags;
}

const makeUp: Tag = { kind: 'artifact', level: 0, block: 0 };

/** Writes the words' tags into them. */
export function giveTags(words: readonly Word[], tags: ReadonlyMap<number, Tag>): void {
  for (const word of words) {
    const tag = word.mark === artifact ? makeUp : tags.get(word.mark ?? artifact);
    if (tag) word.tag = tag;
  }
}
