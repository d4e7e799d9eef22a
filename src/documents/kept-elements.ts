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
  { elements, ...document }: ReadDocument,
): Promise<DocumentSummary> {
  const keeper = new ElementKeeper(projectId, id);
  await keeper.add(elements);
  return keeper.finish(document);
}

/** The same for elements that come one after the other. */
export class ElementKeeper {
  /** Those of the last part so far: what comes next may belong to it. */
  private left: Element[] = [];
  private readonly digests: string[] = [];
  private readonly known: Omit<DocumentSummary, keyof ReadDocument | 'digest'> = {
    parts: [],
    hasTables: false,
    recognised: false,
    chinese: false,
    doubtful: [],
  };

  constructor(
    private readonly projectId: string,
    private readonly id: string,
  ) {}

  async add(elements: readonly Element[]): Promise<void> {
    const parts = inParts([...this.left, ...elements]);
    this.left = parts.pop() ?? [];
    for (const part of parts) await this.keep(part);
  }

  async finish(document: Omit<ReadDocument, 'elements'>): Promise<DocumentSummary> {
    if (this.left.length > 0) await this.keep(this.left);
    return { ...document, ...this.known, digest: hash(this.digests.join(' ')) };
  }

  private async keep(elements: Element[]): Promise<void> {
    const { projectId, id, known } = this;
    if (known.parts.length === 0) await records.removeWithin(projectId, id);
    await records.put({ projectId, id: partId(id, known.parts.length), elements });
    known.parts.push(lastPage(elements));
    known.hasTables ||= elements.some(({ type }) => type === 'Table');
    known.recognised ||= elements.some(({ source }) => source === 'ocr');
    known.chinese ||= hasChinese(elements);
    known.doubtful.push(...doubtfulPlaces(elements));
    this.digests.push(hash(elements.map((element) => element.id).join(' ')));
  }
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
