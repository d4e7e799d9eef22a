import type { Draft } from '../element';
import { enclose, holdsMiddle } from './box';
import { bodyStyle, classify, pageStyle, titleLevels, type BodyStyle, type TitleStyle } from './classify';
import { joinContinued, type OpenTable } from '../tables/continued-tables';
import type { FoundTable } from '../tables/found-table';
import { withoutAuthors } from './front-matter';
import { findFurniture, type Furniture } from './furniture';
import { headingFonts } from './heading-fonts';
import { layoutPage, type Block } from './layout-page';
import { joinWords, makeLines } from './line';
import { withoutLineNumbers } from './line-numbers';
import { giveDepths, type Placed } from './list-depth';
import { withoutTyped } from './listings';
import { stripBullet } from './markers';
import { joinLines, type Paragraph } from './paragraphs';
import { believed } from './tagged';
import { upright, type UprightPage } from './upright';

/** A document that is laid out in parts: changed by each. */
export interface Carried {
  table: OpenTable | null;
}

/**
 * Pages to drafts, one list per page. Titles get their levels over the whole document; a recognised page, whose sizes are
 * those of its letters' boxes, is measured by itself. `turn` is awaited before each page, so that a long document lets
 * other calls (to cancel, say) in between. `first`: the first page's number where these are some of a document's;
 * `carried`: what goes over from the pages before them to those after them.
 */
export async function layoutDocument(
  given: readonly UprightPage[],
  turn: (page: number) => Promise<void> = async () => undefined,
  first = 1,
  carried: Carried = { table: null },
): Promise<Draft[][]> {
  const pages = withoutLineNumbers(withoutTyped(believed(given)));
  const furniture = findFurniture(pages);
  const blocks: Block[][] = [];
  for (const [i, page] of pages.entries()) {
    await turn(first + i);
    blocks.push(layoutPage(page, furniture[i]!));
  }
  const drafts: Draft[][] = pages.map(() => []);
  const tables = new Map<Draft, FoundTable>();
  const printed = [...pages.keys()].filter((i) => !pages[i]!.order);
  const recognised = [...pages.keys()].filter((i) => pages[i]!.order);
  for (const alike of [printed, ...recognised.map((i) => [i])]) {
    const style = bodyStyle(alike.flatMap((i) => blocks[i]!.flatMap(paragraphOf)));
    const fonts = headingFonts(
      alike.map((i) => blocks[i]!),
      style,
    );
    const titles: { draft: Draft; style: TitleStyle }[] = [];
    const placed: Placed[] = [];
    for (const i of alike) {
      const body = { ...pageStyle(blocks[i]!.flatMap(paragraphOf), style), headingFonts: fonts };
      const made = blocks[i]!.map((block) => blockDraft(block, pages[i]!, first + i, body));
      drafts[i]!.push(...made);
      if (first + i === 1)
        withoutAuthors(
          made.flatMap((draft, k) => paragraphOf(blocks[i]![k]!).map(({ size }) => ({ draft, size }))),
        );
      for (const [k, block] of blocks[i]!.entries()) {
        const draft = made[k]!;
        if (block.kind === 'table') tables.set(draft, block.table);
        for (const { lines, size, marker } of paragraphOf(block))
          placed.push({ draft, x0: lines[0]!.x0, size, marker });
        if (draft.type !== 'Title') continue;
        for (const { size, bold, tag } of paragraphOf(block)) {
          const said = tag?.kind === 'heading' ? tag.level : 0;
          titles.push({ draft, style: { text: draft.text, size, bold, said } });
        }
      }
    }
    giveDepths(placed);
    const levels = titleLevels(titles.map((t) => t.style));
    titles.forEach(({ draft }, k) => (draft.level = levels[k]!));
  }
  carried.table = joinContinued(
    drafts.map((own, i) => ({ drafts: own, height: pages[i]!.height })),
    tables,
    carried.table,
  );
  const sideways = pages.map((page, i) => sidewaysDrafts(page, first + i, blocks[i]!));
  markRepeated(sideways);
  return pages.map((page, i) => [
    ...furnitureDrafts(furniture[i]!, page, first + i, 'Header'),
    ...drafts[i]!,
    ...sideways[i]!,
    ...furnitureDrafts(furniture[i]!, page, first + i, 'Footer'),
  ]);
}

const paragraphOf = (block: Block): Paragraph[] => (block.kind === 'paragraph' ? [block.paragraph] : []);

function blockDraft(block: Block, page: UprightPage, number: number, body: BodyStyle): Draft {
  if (block.kind === 'table') {
    const { x0, y0, x1, y1, cells, headerRows } = block.table;
    return { type: 'Table', text: '', page: number, bbox: page.toShown([x0, y0, x1, y1]), cells, headerRows };
  }
  const p = block.paragraph;
  const type = classify(p, body, { bottom: p.y0 > 0.72 * page.height, bar: isOnBar(p, page) });
  const isItem = type === 'ListItem';
  const text = isItem ? stripBullet(p.text) : type === 'Formula' ? formulaText(p) : p.text;
  const level = isItem && p.tag?.kind === 'item' ? p.tag.level : 0;
  const bbox = page.toShown([p.x0, p.y0, p.x1, p.y1]);
  return { type, text, page: number, bbox, ...(level > 0 && { level }) };
}

// In units of the text's height and width: a bar is no panel, and wider than a label.
const bar = { height: 2.6, width: 2 };

/** White on a bar of its own: a heading of what stands below. */
function isOnBar(p: Paragraph, { fills }: UprightPage): boolean {
  return (
    p.lines.length < 3 &&
    p.lines.every(({ words }) => words.every(({ light }) => light)) &&
    fills.some(
      (fill) =>
        holdsMiddle(fill, p) &&
        fill.y1 - fill.y0 < bar.height * (p.y1 - p.y0) &&
        fill.x1 - fill.x0 > bar.width * (p.x1 - p.x0),
    )
  );
}

/** With all that is raised and lowered in it marked. */
const formulaText = ({ lines }: Paragraph): string =>
  joinLines(lines.map(({ words }) => joinWords(words, 'formula')));

function furnitureDrafts(
  found: readonly Furniture[],
  page: UprightPage,
  number: number,
  where: 'Header' | 'Footer',
): Draft[] {
  return found
    .filter((f) => (where === 'Header') === f.line.y0 < page.height / 2)
    .sort((a, b) => a.line.y0 - b.line.y0)
    .map(({ type, line }) => ({
      type,
      text: line.text,
      page: number,
      bbox: page.toShown([line.x0, line.y0, line.x1, line.y1]),
    }));
}

/** A note along the margin of page after page is furniture. */
function markRepeated(pages: readonly Draft[][]): void {
  const seen = new Map<string, Draft[]>();
  for (const draft of pages.flat()) seen.set(draft.text, [...(seen.get(draft.text) ?? []), draft]);
  for (const drafts of seen.values())
    if (drafts.length >= 3) for (const draft of drafts) draft.type = 'Footer';
}

/** Notes along a margin and watermarks, each direction's words as one text. */
function sidewaysDrafts(page: UprightPage, number: number, blocks: readonly Block[]): Draft[] {
  const taken = new Set(blocks.flatMap((b) => (b.kind === 'table' ? [...b.table.words] : [])));
  return [0, 1, 2, 3, -1].flatMap((turn) => {
    const words = page.sideways.filter((w) => w.turn === turn && !taken.has(w));
    if (words.length === 0) return [];
    const { x0, y0, x1, y1 } = enclose(words);
    const flat = upright({ width: page.width, height: page.height, words, rules: [], fills: [] });
    const text =
      turn === -1 ? words.map((w) => w.text).join(' ') : joinLines(makeLines(flat.words).map((l) => l.text));
    return [{ type: 'UncategorizedText' as const, text, page: number, bbox: [x0, y0, x1, y1] }];
  });
}
