import { attribute, type HtmlElement } from '../../html/html-tree';
import { all, below, parseXml } from '../xml-tree';

export interface WordStyle {
  name: string;
  /** A heading's, from 1; undefined: no heading. */
  level?: number;
  /** Its list and the level in it, from 0. */
  list?: { id: string; level?: number };
}

const value = (node: HtmlElement | undefined, tag: string): string | undefined => {
  const [one] = node ? below(node, tag) : [];
  return one && attribute(one, 'w:val');
};

// Word's own styles have English names in every language; other programs translate them.
const heading =
  /^(?:heading|标题|標題|überschrift|titre|título|titolo|kop|rubrik|nagłówek|заголовок|見出し)\s*([1-9])$/i;
const deepest = 20;

/** The paragraph styles of styles.xml by their ids, with what they inherit. */
export function wordStyles(xml: string): Map<string, WordStyle> {
  const nodes = all(parseXml(xml), 'w:style').filter((node) => attribute(node, 'w:type') === 'paragraph');
  const byId = new Map(nodes.map((node) => [attribute(node, 'w:styleid') ?? '', node]));
  return new Map([...byId].map(([id, node]) => [id, styleOf(node, byId)]));
}

function styleOf(node: HtmlElement, byId: ReadonlyMap<string, HtmlElement>): WordStyle {
  const name = value(node, 'w:name') ?? '';
  let level: number | undefined;
  let list: WordStyle['list'];
  let own: HtmlElement | undefined = node;
  for (let depth = 0; own && depth < deepest; depth++) {
    const [properties] = below(own, 'w:ppr');
    const known = heading.exec(value(own, 'w:name') ?? '')?.[1];
    const outline = Number(value(properties, 'w:outlinelvl') ?? NaN);
    level ??= known ? Number(known) : Number.isNaN(outline) ? undefined : outline + 1;
    const [numbers] = properties ? below(properties, 'w:numpr') : [];
    const id = value(numbers, 'w:numid');
    const place = value(numbers, 'w:ilvl');
    if (id !== undefined) list ??= { id, ...(place !== undefined && { level: Number(place) }) };
    own = byId.get(value(own, 'w:basedon') ?? '');
  }
  return {
    name,
    // Body text has the outline level 9, TOC headings none.
    ...(level !== undefined && level <= 9 && !/^toc/i.test(name) && { level: Math.min(6, level) }),
    ...(list && { list }),
  };
}

/** mammoth's style map: headings by what styles inherit, captions, lines of contents. */
export function styleMap(styles: ReadonlyMap<string, WordStyle>): string[] {
  const quoted = (name: string) => `'${name.replace(/[\\']/g, '\\$&')}'`;
  const lines = new Set(
    [...styles.values()].flatMap(({ name, level }) => {
      if (!name || /[\n\r]/.test(name)) return [];
      if (/^(?:caption|题注|標號|beschriftung|légende)$/i.test(name))
        return [`p[style-name=${quoted(name)}] => figcaption:fresh`];
      const deep = /^list (bullet|number) ([2-5])$/i.exec(name);
      if (deep) {
        const list = deep[1]!.toLowerCase() === 'bullet' ? 'ul' : 'ol';
        return [
          `p[style-name=${quoted(name)}] => ${'ul|ol > li > '.repeat(Number(deep[2]) - 1)}${list} > li:fresh`,
        ];
      }
      if (/^toc \d$/i.test(name)) return [`p[style-name=${quoted(name)}] => ul > li:fresh`];
      if (/^(?:title|titel|标题|標題)$/i.test(name)) return [`p[style-name=${quoted(name)}] => h1:fresh`];
      return level === undefined ? [] : [`p[style-name=${quoted(name)}] => h${level}:fresh`];
    }),
  );
  return [...lines];
}
