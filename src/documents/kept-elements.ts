import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import { corrected, doubtfulPlaces, type Correction } from './corrections';
import { hash } from './element';
import type { TitlePath } from './parents';
import { hasChinese } from './text-language';
import type { DocumentSummary, Element, ReadDocument } from './types';

/** Some pages' elements of one document. */
interface ElementsRecord extends OfProject {
  elements: Element[];
}

/** A document whose elements are in storage. */
export interface KeptDocument {
  projectId: string;
  id: string;
  /** How many. */
  parts: number;
}

/** So many a part has at least: about forty pages of a book. */
const leastElements = 400;

const records = projectCollection<ElementsRecord>('elements');

// Padded, so that they come in their order.
const partId = (id: string, part: number): string => `${id}/${String(part).padStart(6, '0')}`;

/** Keeps a document's elements in parts, in the place of those kept under its id before. */
export async function keepElements(
  projectId: string,
  id: string,
  document: ReadDocument,
): Promise<DocumentSummary> {
  const parts = inParts(document.elements);
  await records.removeWithin(projectId, id);
  for (const [i, elements] of parts.entries()) await records.put({ projectId, id: partId(id, i), elements });
  return summaryOf(document, parts);
}

/** One part, from 0, as it was read. */
export async function keptPart(projectId: string, id: string, part: number): Promise<Element[]> {
  return (await records.get(projectId, partId(id, part)))?.elements ?? [];
}

/** A document's parts in their order, with a person's changes: only one is in memory at a time. */
export async function* keptParts(
  { projectId, id, parts }: KeptDocument,
  corrections: readonly Correction[],
): AsyncGenerator<Element[]> {
  const path: TitlePath = [];
  for (let i = 0; i < parts; i++) yield corrected(await keptPart(projectId, id, i), corrections, path);
}

/** The part that a page's elements are in. */
export function partOfPage({ parts }: DocumentSummary, page: number): number {
  const part = parts.findIndex((last) => last >= page);
  return part < 0 ? parts.length - 1 : part;
}

/** Whether all of a document's parts are there. */
export async function isKept({ projectId, id, parts }: KeptDocument): Promise<boolean> {
  const ids = new Set(await records.ids(projectId));
  return Array.from({ length: parts }, (_, i) => partId(id, i)).every((part) => ids.has(part));
}

/** Removes what no document of these ids has. */
export async function removeOthers(projectId: string, ids: ReadonlySet<string>): Promise<void> {
  const others = (await records.ids(projectId)).filter((id) => !ids.has(id.slice(0, id.indexOf('/'))));
  await records.remove(projectId, others);
}

const summaryOf = (
  { elements, ...document }: ReadDocument,
  parts: readonly (readonly Element[])[],
): DocumentSummary => ({
  ...document,
  parts: parts.map(lastPage),
  digest: hash(parts.map((part) => hash(part.map(({ id }) => id).join(' '))).join(' ')),
  hasTables: elements.some(({ type }) => type === 'Table'),
  recognised: elements.some(({ source }) => source === 'ocr'),
  chinese: hasChinese(elements),
  doubtful: doubtfulPlaces(elements),
});

const lastPage = (elements: readonly Element[]): number =>
  elements.reduce((last, element) => Math.max(last, endOf(element)), 1);

const endOf = ({ page, parts }: Element): number => parts?.at(-1)?.page ?? page;

/** Cut where a page ends and nothing goes on over its end, so that a page, and with it what a correction touches, is in one part. */
function inParts(elements: readonly Element[]): Element[][] {
  const firstAfter = new Array<number>(elements.length + 1).fill(Infinity);
  for (let i = elements.length - 1; i >= 0; i--)
    firstAfter[i] = Math.min(firstAfter[i + 1]!, elements[i]!.page);
  const parts: Element[][] = [];
  let from = 0;
  let last = 0;
  for (const [i, element] of elements.entries()) {
    last = Math.max(last, endOf(element));
    const next = i + 1;
    const isCut = next - from >= leastElements && firstAfter[next]! > last;
    if (!isCut && next < elements.length) continue;
    parts.push(elements.slice(from, next));
    from = next;
  }
  return parts;
}
