import type { Element } from './types';

const furniture: ReadonlySet<Element['type']> = new Set(['Header', 'Footer', 'PageNumber']);

/** The titles that what comes next stands under, outermost first. */
export type TitlePath = { level: number; id: string }[];

/**
 * Elements with what each belongs to: a table's caption to its table, a footnote to what carries its mark, all else to the
 * title above. `path`: the titles above the first of them; changed to those below the last.
 */
export function withParents(elements: readonly Element[], path: TitlePath = []): Element[] {
  const owners = new Map([...notes(elements), ...captions(elements)]);
  return elements.map((element) => {
    const { parentId: _known, ...own } = element;
    if (element.type === 'Title') {
      const level = element.level ?? 1;
      while (path.length > 0 && path.at(-1)!.level >= level) path.pop();
    }
    const parentId = furniture.has(element.type) ? undefined : (owners.get(element.id) ?? path.at(-1)?.id);
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

const markOf = (text: string): string | undefined => /^\[?(\d{1,3}|[*∗†‡§¶])(?![\d.])/u.exec(text)?.[1];
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Ids of footnotes whose mark stands behind a word of something else on their page, each with the id of the first such. */
function notes(elements: readonly Element[]): Map<string, string> {
  const wanted = new Map<string, Element>();
  for (const note of elements) {
    const mark = note.type === 'Footnote' ? markOf(note.text) : undefined;
    if (mark && !wanted.has(`${note.page} ${mark}`)) wanted.set(`${note.page} ${mark}`, note);
  }
  const owner = new Map<string, string>();
  if (wanted.size === 0) return owner;
  const pages = new Set([...wanted.values()].map(({ page }) => page));
  for (const { type, id, page, text } of elements) {
    if (type === 'Footnote' || furniture.has(type) || !pages.has(page)) continue;
    for (const mark of marksIn(text)) {
      const note = wanted.get(`${page} ${mark}`);
      if (note && !owner.has(note.id)) owner.set(note.id, id);
    }
  }
  return owner;
}

/** Marks behind words: 'systems[1,2]', 'Total³', 'Alder∗'. */
function marksIn(text: string): string[] {
  const found = [...text.matchAll(/(?<=\S)(?:\[([\d,–-]{1,11})\]|([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([*∗†‡§¶]))/gu)];
  return found.flatMap(([, list, raised, sign]) => {
    if (list) return list.split(/\D/);
    if (raised) return [[...raised].map((digit) => raisedDigits.indexOf(digit)).join('')];
    return sign ? [sign] : [];
  });
}
