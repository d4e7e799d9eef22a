import type { Element } from './types';

const furniture: ReadonlySet<Element['type']> = new Set(['Header', 'Footer', 'PageNumber']);

/** The titles that what comes next stands under, outermost first. */
export type TitlePath = { level: number; id: string }[];

/**
 * Elements with what each belongs to: a table's caption to its table, all else to the title above. `path`: the titles above
 * the first of them; changed to those below the last.
 */
export function withParents(elements: readonly Element[], path: TitlePath = []): Element[] {
  const captioned = captions(elements);
  return elements.map((element) => {
    const { parentId: _known, ...own } = element;
    if (element.type === 'Title') {
      const level = element.level ?? 1;
      while (path.length > 0 && path.at(-1)!.level >= level) path.pop();
    }
    const parentId = furniture.has(element.type) ? undefined : (captioned.get(element.id) ?? path.at(-1)?.id);
    if (element.type === 'Title') path.push({ level: element.level ?? 1, id: element.id });
    return parentId === undefined ? own : { ...own, parentId };
  });
}

/** Ids of captions that stand beside a table, each with the nearer table's; a table has one caption. */
function captions(elements: readonly Element[]): Map<string, string> {
  const content = elements.filter(({ type }) => !furniture.has(type));
  const near: { caption: string; table: string; distance: number }[] = [];
  content.forEach((element, i) => {
    if (element.type !== 'FigureCaption' || /^(?:fig|abb|图|圖)/i.test(element.text)) return;
    for (const side of [1, -1]) {
      const table = content[i + side];
      if (table?.type !== 'Table') continue;
      const distance = distanceOf(element, table, side);
      if (distance !== null) near.push({ caption: element.id, table: table.id, distance });
    }
  });
  near.sort((a, b) => a.distance - b.distance);
  const owner = new Map<string, string>();
  const taken = new Set<string>();
  for (const { caption, table } of near) {
    if (owner.has(caption) || taken.has(table)) continue;
    owner.set(caption, table);
    taken.add(table);
  }
  return owner;
}

/** In points; where nothing says otherwise a caption stands above. `side`: 1 where the table comes after it. */
function distanceOf(caption: Element, table: Element, side: number): number | null {
  const places = table.parts ?? [{ page: table.page, bbox: table.bbox }];
  const place = side > 0 ? places[0] : places.at(-1);
  if (place?.page !== caption.page) return null;
  if (!caption.bbox || !place.bbox) return side > 0 ? 0 : 1;
  const gap = side > 0 ? place.bbox[1] - caption.bbox[3] : caption.bbox[1] - place.bbox[3];
  return Math.max(0, gap) + (side > 0 ? 0 : 2);
}
