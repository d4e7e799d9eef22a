import type { Draft } from '../element';
import { OutlineLevels, type OutlineEntry } from './outline';

/**
 * The drafts of a long document while more of it is read. What nothing can change any more is laid aside as a Blob, which the
 * browser keeps outside this worker's memory: as objects, ten thousand pages' would take more than all else.
 */
export class DraftPile {
  private readonly aside: Blob[] = [];
  private atHand: Draft[] = [];
  private readonly levels: OutlineLevels;

  constructor(outline: readonly OutlineEntry[]) {
    this.levels = new OutlineLevels(outline);
  }

  add(drafts: readonly Draft[]): void {
    this.levels.note(drafts);
    for (const draft of drafts) this.atHand.push(draft);
  }

  /** All before `open`, the table that may go on on the next page. */
  layAside(open: Draft | undefined): void {
    const at = open ? this.atHand.indexOf(open) : -1;
    const done = at < 0 ? this.atHand : this.atHand.slice(0, at);
    this.atHand = at < 0 ? [] : this.atHand.slice(at);
    this.aside.push(new Blob([JSON.stringify(done)]));
  }

  /** In their order, with the levels that the outline gives; once. */
  async *parts(): AsyncGenerator<Draft[]> {
    for (const blob of this.aside) yield this.levels.apply(JSON.parse(await blob.text()) as Draft[]);
    yield this.levels.apply(this.atHand);
  }
}
