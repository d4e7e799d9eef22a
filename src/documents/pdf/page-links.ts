import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Draft } from '../element';
import { holdsMiddle, type Box } from '../layout/box';
import { joinLines } from '../layout/paragraphs';
import { distinctLinks, linkTo, type Link } from '../link';
import type { BoundingBox } from '../types';
import type { Matrix, PageContent, Word } from './page-content';

/** A place on the page as shown that leads elsewhere. */
export interface PageLink extends Box {
  url: string;
}

/** What pdf.js tells of a link; it has refused dangerous addresses before. */
interface LinkAnnotation {
  /** From 0. */
  pageIndex: number;
  url?: string;
  rect?: number[];
  quadPoints?: ArrayLike<number> | null;
  annotationFlags: number;
}

// AnnotationType.LINK.
const linkType = 2;
// PDF 32000-1, table 165: Invisible and NoView.
const unseen = 1 | 32;

/**
 * The links of some pages (from 0), by page, in points from the top left of the page as shown; `views`: each page's
 * viewport.transform at scale 1. For one page after another pdf.js would gather the text below each link, too, which takes as
 * long as half of reading the page.
 */
export async function linksByPage(
  document: PDFDocumentProxy,
  views: ReadonlyMap<number, Matrix>,
): Promise<Map<number, PageLink[]>> {
  const others = new Set<number>();
  for (let page = 0; page < document.numPages; page++) if (!views.has(page)) others.add(page);
  // null where the file has no catalog.
  const found = (await document.getAnnotationsByType(new Set([linkType]), others)) as LinkAnnotation[] | null;
  const links = new Map<number, PageLink[]>();
  for (const { pageIndex, url, rect, quadPoints, annotationFlags } of found ?? []) {
    if (!url || rect?.length !== 4 || quadPoints === null || annotationFlags & unseen) continue;
    const view = views.get(pageIndex)!;
    const [ax, ay] = applied(view, rect[0]!, rect[1]!);
    const [bx, by] = applied(view, rect[2]!, rect[3]!);
    const own = links.get(pageIndex) ?? [];
    own.push({ url, x0: Math.min(ax, bx), y0: Math.min(ay, by), x1: Math.max(ax, bx), y1: Math.max(ay, by) });
    links.set(pageIndex, own);
  }
  // The file has them in any order.
  for (const own of links.values()) own.sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0);
  return links;
}

const applied = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

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
