import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Draft } from '../element';
import { holdsMiddle, type Box } from '../layout/box';
import { joinLines } from '../layout/paragraphs';
import { distinctLinks, linkTo, type Link } from '../link';
import type { BoundingBox } from '../types';
import type { PageContent, Word } from './page-content';

/** A place on the page as shown that leads elsewhere. */
export interface PageLink extends Box {
  url: string;
}

/** What pdf.js tells of a link; it has refused dangerous addresses before. */
interface Annotation {
  subtype?: string;
  url?: string;
  rect?: number[];
}

/** The links of a page, in points from the top left of the page as shown. */
export async function pageLinks(page: PDFPageProxy): Promise<PageLink[]> {
  const annotations = (await page.getAnnotations({ intent: 'display' })) as Annotation[];
  const view = page.getViewport({ scale: 1 });
  const links = annotations.flatMap(({ subtype, url, rect }) => {
    if (subtype !== 'Link' || !url || rect?.length !== 4) return [];
    const [ax, ay] = view.convertToViewportPoint(rect[0]!, rect[1]!) as [number, number];
    const [bx, by] = view.convertToViewportPoint(rect[2]!, rect[3]!) as [number, number];
    return [{ url, x0: Math.min(ax, bx), y0: Math.min(ay, by), x1: Math.max(ax, bx), y1: Math.max(ay, by) }];
  });
  // The file has them in any order.
  return links.sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0);
}

/** Drafts with the links that stand on them; `contentOf` a page, from 1, as shown. */
export function withLinks(
  drafts: readonly Draft[],
  contentOf: (page: number) => PageContent | null | undefined,
): Draft[] {
  const known = new Map<number, PlacedLink[]>();
  const linksOf = (page: number): PlacedLink[] => {
    const links = known.get(page) ?? placedLinks(contentOf(page));
    known.set(page, links);
    return links;
  };
  return drafts.map((draft) => {
    const places = draft.parts ?? (draft.bbox ? [{ page: draft.page, bbox: draft.bbox }] : []);
    const links = places.flatMap(({ page, bbox }) => linksIn(boxOf(bbox), linksOf(page)));
    return links.length > 0 ? { ...draft, links: distinctLinks(links) } : draft;
  });
}

const boxOf = ([x0, y0, x1, y1]: BoundingBox): Box => ({ x0, y0, x1, y1 });

/** A link with the words it lies on. */
interface PlacedLink {
  url: string;
  words: Word[];
}

const placedLinks = (content: PageContent | null | undefined): PlacedLink[] =>
  (content?.links ?? []).map((link) => ({
    url: link.url,
    words: content!.words.filter((word) => holdsMiddle(link, word)),
  }));

/** A link that goes on over lines is several places with one address: one link. */
function linksIn(area: Box, links: readonly PlacedLink[]): Link[] {
  const found: { url: string; lines: string[] }[] = [];
  for (const { url, words } of links) {
    const text = words.flatMap((word) => (holdsMiddle(area, word) ? [word.text] : [])).join(' ');
    if (!text) continue;
    const last = found.at(-1);
    if (last?.url === url) last.lines.push(text);
    else found.push({ url, lines: [text] });
  }
  return found.flatMap(({ url, lines }) => linkTo(url, joinLines(lines)));
}
