import { HoneError } from '../errors/hone-error';
import type { LabelledEvaluation } from '../evaluation/types';
import { exportRows } from '../pairs/exchange/export-rows';
import { importRows } from '../pairs/rows/import-rows';
import type { Row, RowLabel, RowSetting } from '../pairs/rows/row';
import { act, type ProjectContext } from './context';
import type { ImportFailure } from './contract';
import { failureOf, mediaTypes, readAll } from './exchange';
import { idSet } from './ids';
import type { LabelledRowsOf, RowCounts, RowMapping } from './labelled-contract';
import type { ProjectSteps } from './project-steps.svelte';

/** The actions on rows with labels as the interface sees them: refused while another tab has the project, never thrown. */
export class LabelledActions implements LabelledRowsOf {
  constructor(
    private readonly context: ProjectContext,
    private readonly parts: ProjectSteps,
  ) {}

  get rows(): readonly Row[] {
    return this.parts.rows.rows;
  }

  get setting(): RowSetting | null {
    return this.parts.rows.setting;
  }

  get classes(): readonly string[] | null {
    return this.parts.rows.data.classes;
  }

  get counts(): RowCounts {
    return this.parts.rows.counts;
  }

  get evaluations(): readonly LabelledEvaluation[] {
    return this.parts.evaluating.labelled;
  }

  /** One bad file never stops the others: those of which nothing was imported come back, each with its reason. */
  async import(files: File[], { split, ...setting }: RowMapping): Promise<ImportFailure[]> {
    const failed = await this.#act(async () => {
      const { tables, failed: unread } = await readAll(files);
      const { rows } = this.parts;
      const found = importRows(tables, {
        columns: setting,
        split,
        existing: rows.rows,
        now: Date.now(),
        newId: () => crypto.randomUUID(),
      });
      for (const { code, parameters } of found.bad.slice(0, 3))
        this.context.notices.fail(new HoneError(code, parameters));
      if (found.rows.length > 0) {
        const before = this.parts.dataset;
        await rows.add(found.rows, setting);
        await this.parts.chooseDataset('rows');
        const ids = found.rows.map(({ id }) => id);
        this.context.notices.say('rows-imported', { n: found.rows.length }, async () => {
          await rows.remove(ids);
          await this.parts.chooseDataset(before);
        });
      }
      return [
        ...unread,
        ...found.failed.map((error) => failureOf(String(error.parameters['file'] ?? ''), error)),
      ];
    });
    return failed ?? [];
  }

  async edit(id: string, change: { texts: string[]; label: RowLabel }): Promise<void> {
    await this.#act(() => this.parts.rows.edit(id, change));
  }

  async reject(ids: string[]): Promise<void> {
    await this.#act(async () => {
      const before = this.#those(ids);
      await this.parts.rows.setStatus(ids, 'rejected');
      this.context.notices.say('rows-rejected', { n: ids.length }, () => this.parts.rows.putBack(before));
    });
  }

  async restore(ids: string[]): Promise<void> {
    await this.#act(() => this.parts.rows.setStatus(ids, 'accepted'));
  }

  async remove(ids: string[]): Promise<void> {
    await this.#act(async () => {
      const before = this.#those(ids);
      await this.parts.rows.remove(ids);
      this.context.notices.say('rows-removed', { n: ids.length }, () => this.parts.rows.putBack(before));
    });
  }

  async chooseSame(same: string | null): Promise<void> {
    await this.#act(async () => {
      const { rowSetting } = this.context.record.current;
      if (rowSetting) await this.context.record.change({ rowSetting: { ...rowSetting, same } });
      await this.parts.dropMisfit();
    });
  }

  export(format: 'csv' | 'json' | 'jsonl'): Promise<Blob> {
    const setting = this.setting ?? { texts: [], label: '' };
    return Promise.resolve(new Blob([exportRows(this.rows, setting, format)], { type: mediaTypes[format] }));
  }

  #those(ids: readonly string[]): Row[] {
    const set = idSet(ids);
    return this.rows.filter(({ id }) => set.has(id));
  }

  async #act<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act(this.context, work);
    } finally {
      this.context.app.storageChanged();
    }
  }
}
