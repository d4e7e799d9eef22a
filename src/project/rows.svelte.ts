import { acceptedRow, kindOfLabel, type Row, type RowLabel, type RowSetting } from '../pairs/rows/row';
import { rowData, type RowData } from '../pairs/rows/row-sets';
import { rowGroups, splitRows, withoutRepeats, type UnplacedRow } from '../pairs/rows/split-rows';
import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import type { ProjectContext } from './context';
import { idSet } from './ids';
import type { RowCounts } from './labelled-contract';
import { splitSeed } from './pairs.svelte';

type RowRecord = Row & OfProject;

const records = projectCollection<RowRecord>('rows');

/** What tells rows of one import apart, so that they are read back in their order. */
const tick = 0.001;
/** More different labels than this are not listed one by one. */
const mostLabels = 30;

/** The rows with labels of a project, all of one kind. Every change splits them anew, so that no text is on two sides. */
export class Rows {
  #rows = $state.raw<readonly Row[]>([]);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: ProjectContext) {}

  get rows(): readonly Row[] {
    return this.#rows;
  }

  readonly setting: RowSetting | null = $derived.by(() =>
    this.#rows.length > 0 ? (this.context.record.current.rowSetting ?? null) : null,
  );
  readonly data: RowData = $derived.by(() => rowData(this.#rows, this.setting?.same ?? null));
  readonly counts: RowCounts = $derived.by(() => countRows(this.#rows));

  async load(): Promise<void> {
    const kept = await records.all(this.context.id);
    this.#rows = kept.map(({ projectId: _project, ...row }) => row).sort(byTime);
  }

  /** Adds rows of the kind that is there; what is there twice is set aside. */
  add(added: readonly UnplacedRow[], setting: RowSetting): Promise<void> {
    return this.#enqueue(async () => {
      if (added.length === 0) return;
      const kept = this.setting ?? setting;
      const after = Math.max(0, ...this.#rows.slice(-1).map(({ createdAt }) => createdAt));
      const timed = added.map((row, at) => ({
        ...row,
        createdAt: Math.max(row.createdAt, after + tick) + at * tick,
      }));
      const fresh = idSet(added.map(({ id }) => id));
      const split = splitRows(this.#rows, timed, splitSeed);
      // First, so that rows never stand without their columns.
      await this.context.record.change({ rowSetting: kept });
      await this.#write(withoutRepeats(split, ({ id }) => fresh.has(id)));
    });
  }

  edit(id: string, { texts, label }: { texts: string[]; label: RowLabel }): Promise<void> {
    return this.#change((known) =>
      known.map((row) => (row.id === id ? { ...row, texts, label, edited: true } : row)),
    );
  }

  async setStatus(ids: readonly string[], status: Row['status']): Promise<void> {
    const set = idSet(ids);
    await this.#change((known) =>
      known.map((row) => {
        if (!set.has(row.id)) return row;
        const { reason: _reason, ...rest } = row;
        return { ...rest, status };
      }),
    );
  }

  /** Puts rows back as they were. */
  putBack(rows: readonly Row[]): Promise<void> {
    const set = idSet(rows.map(({ id }) => id));
    return this.#change((known) => [...known.filter(({ id }) => !set.has(id)), ...rows].sort(byTime));
  }

  remove(ids: readonly string[]): Promise<void> {
    const gone = idSet(ids);
    return this.#enqueue(async () => {
      await records.remove(this.context.id, [...ids]);
      this.#rows = this.#rows.filter(({ id }) => !gone.has(id));
      await this.context.record.change({ rows: this.counts.accepted });
    });
  }

  #change(change: (rows: readonly Row[]) => readonly Row[]): Promise<void> {
    return this.#enqueue(() => this.#write(splitRows(change(this.#rows), [], splitSeed)));
  }

  /** Writes what differs, in one transaction, then shows it. */
  async #write(next: readonly Row[]): Promise<void> {
    const before = Object.fromEntries(this.#rows.map((row) => [row.id, JSON.stringify(row)]));
    const changed = next.filter((row) => before[row.id] !== JSON.stringify(row));
    if (changed.length > 0)
      await records.put(
        ...changed.map((row) => ({ ...($state.snapshot(row) as Row), projectId: this.context.id })),
      );
    this.#rows = next;
    await this.context.record.change({ rows: this.counts.accepted });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work, work);
    this.#queue = done;
    return done;
  }
}

const byTime = (a: Row, b: Row): number => a.createdAt - b.createdAt;

export function countRows(all: readonly Row[]): RowCounts {
  const rows = all.filter(acceptedRow);
  const bySplit = { train: 0, dev: 0, test: 0 };
  const byLabel: Record<string, number> = {};
  const numbers: number[] = [];
  for (const { split, label } of rows) {
    bySplit[split]++;
    if (typeof label === 'object') continue;
    byLabel[label] = (byLabel[label] ?? 0) + 1;
    if (kindOfLabel(label) === 'number') numbers.push(Number(label));
  }
  const labels = Object.entries(byLabel).map(([label, count]) => ({ label, rows: count }));
  return {
    accepted: rows.length,
    rejected: all.length - rows.length,
    bySplit,
    byLabel: labels.length > 0 && labels.length <= mostLabels ? labels : null,
    range:
      numbers.length > 0
        ? {
            least: numbers.reduce((least, one) => Math.min(least, one)),
            greatest: numbers.reduce((greatest, one) => Math.max(greatest, one)),
          }
        : null,
    splitBy: rowGroups(all).by,
    assigned: all.some(({ assigned }) => assigned !== undefined),
  };
}
