import { corrected } from '../documents/corrections';
import { keptPart, partOfPage } from '../documents/kept-elements';
import { placeOn } from '../documents/table-parts';
import type { DocumentSummary, Element } from '../documents/types';
import type { DocumentRecord } from './document-records';

interface Part {
  /** As long as it is the same, so are the elements. */
  of: DocumentSummary;
  part: number;
  elements: readonly Element[];
}

/** So many are held: turning to and fro over an end reads nothing twice. */
const mostParts = 3;

/** The elements of the pages that are looked at, and of those near them; all others stay in storage. */
export class ShownElements {
  #parts = $state.raw<readonly Part[]>([]);
  /** The one last made by corrections. */
  #made: { from: Part; corrections: DocumentRecord['corrections']; elements: readonly Element[] } | null =
    null;

  /** Reads those of a page, so that `on` has them. */
  async show({ projectId, id, document }: DocumentRecord, page: number): Promise<void> {
    if (!document) return;
    const part = partOfPage(document, page);
    const isThis = (known: Part) => known.of === document && known.part === part;
    if (this.#parts.some(isThis)) return;
    const elements = await keptPart(projectId, id, part);
    const others = this.#parts.filter((known) => !isThis(known));
    this.#parts = [{ of: document, part, elements }, ...others].slice(0, mostParts);
  }

  /** Those of a page, with a person's corrections; null until they are read. */
  on({ document, corrections = [] }: DocumentRecord, page: number): readonly Element[] | null {
    if (!document) return null;
    const part = partOfPage(document, page);
    const from = this.#parts.find((known) => known.of === document && known.part === part);
    if (!from) return null;
    if (this.#made?.from !== from || this.#made.corrections !== corrections)
      this.#made = { from, corrections, elements: corrected(from.elements, corrections) };
    return this.#made.elements.filter((element) => placeOn(element, page));
  }
}
