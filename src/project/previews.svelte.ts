import { HoneError } from '../errors/hone-error';
import type { DocumentPreview } from '../documents/types';
import type { ProjectContext } from './context';
import type { DocumentRecord } from './document-records';

/** What can be shown of documents before they are read, and the pictures of all documents' pages. */
export class Previews {
  #known = $state.raw<Readonly<Record<string, DocumentPreview>>>({});

  constructor(private readonly context: ProjectContext) {}

  of(id: string): DocumentPreview | undefined {
    return this.#known[id];
  }

  add(id: string, part: Partial<DocumentPreview>): void {
    const known = this.#known[id] ?? { pages: [], elements: [] };
    this.#known = { ...this.#known, [id]: { ...known, ...part } };
  }

  remove(id: string): void {
    const { [id]: _shown, ...others } = this.#known;
    this.#known = others;
  }

  /** Looks how many pages a document that is not read yet has. */
  async glance({ id, name, document }: DocumentRecord): Promise<void> {
    if (document || this.of(id)?.pages.length) return;
    try {
      const pages = await this.context.workers.view.call((worker) =>
        worker.glance({ name, projectId: this.context.id, id }),
      );
      this.add(id, { pages });
    } catch (error) {
      // Reading it ends with the same error, which is then said of the document.
      if (!(error instanceof HoneError)) throw error;
    }
  }

  /** null for formats without pages. */
  async draw(
    { id, name, document }: DocumentRecord,
    page: number,
    width: number,
  ): Promise<ImageBitmap | null> {
    const size = (document ?? this.of(id))?.pages[page - 1];
    if (!size || size.width === 0) return null;
    return this.context.workers.view.call((worker) =>
      worker.renderPage({ name, projectId: this.context.id, id }, page, width),
    );
  }
}
