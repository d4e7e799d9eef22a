import type { Element } from '../documents/types';
import type { ProjectContext } from './context';
import { partedDocument, type DocumentRecord } from './document-records';
import type { PartedDocument } from './export-documents';
import { Previews } from './previews.svelte';
import { ShownElements } from './shown-elements.svelte';

/** What is looked at of documents: pictures and elements of single pages, and what can be shown before a document is read. */
export class DocumentPages {
  readonly previews: Previews;
  readonly #shown = new ShownElements();

  constructor(
    context: ProjectContext,
    private readonly recordOf: (id: string) => DocumentRecord | undefined,
  ) {
    this.previews = new Previews(context);
  }

  /** Reads the elements of a page, so that `elementsOn` has them. */
  async show(id: string, page: number): Promise<void> {
    const record = this.recordOf(id);
    if (record) await this.#shown.show(record, page);
  }

  elementsOn(id: string, page: number): readonly Element[] | null {
    const record = this.recordOf(id);
    return record ? this.#shown.on(record, page) : null;
  }

  /** All of it, some elements at a time. */
  parted(id: string): PartedDocument | null {
    const record = this.recordOf(id);
    return record ? partedDocument(record) : null;
  }

  async render(id: string, page: number, width: number): Promise<ImageBitmap | null> {
    const record = this.recordOf(id);
    return record ? this.previews.draw(record, page, width) : null;
  }

  async glance(id: string): Promise<void> {
    const record = this.recordOf(id);
    if (record) await this.previews.glance(record);
  }
}
