import { wordsOf } from '../language';
import type { Example } from '../types';
import { acceptedRow, type Row } from './row';
import { rowGroups, textKey } from './split-rows';

/** A trap that shows in the data itself; not an error. */
export type DataWarning =
  | 'columns-swapped'
  | 'labels-swapped'
  | 'one-label'
  | 'rare-label'
  | 'texts-shared'
  | 'small-classes'
  | 'nothing-to-test';

/** A code and what its sentence names. */
export interface DataTrap {
  code: DataWarning;
  parameters: Record<string, number>;
}

/** Characters. */
export function medianLength(texts: readonly string[]): number {
  const lengths = texts.map(({ length }) => length).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

const longAnchor = 120;
const timesLonger = 3;

/** Whether the first column looks like the passages that the second should hold: the short text asks, the long one answers. */
export const looksSwapped = (firstLength: number, secondLength: number): boolean =>
  firstLength >= longAnchor && firstLength >= timesLonger * secondLength;

export function pairTraps(examples: readonly Pick<Example, 'anchor' | 'positive'>[]): DataTrap[] {
  const anchors = medianLength(examples.map(({ anchor }) => anchor));
  const positives = medianLength(examples.map(({ positive }) => positive));
  return looksSwapped(anchors, positives)
    ? [{ code: 'columns-swapped', parameters: { first: anchors, second: positives } }]
    : [];
}

/** The traps that accepted rows show, trained on in batches of so many. */
export function rowTraps(all: readonly Row[], batchSize: number): DataTrap[] {
  const rows = all.filter(acceptedRow);
  const [first] = rows;
  if (!first) return [];
  const trained = rows.filter(({ split }) => split === 'train');
  const traps: DataTrap[] = [];
  if (first.texts.length > 2)
    traps.push(...pairTraps(rows.map(({ texts }) => ({ anchor: texts[0]!, positive: texts[1]! }))));
  if (first.texts.length === 2 && typeof first.label === 'number') traps.push(...swappedLabels(rows));
  if (first.texts.length === 2) traps.push(...lonelyLabels(trained, batchSize));
  if (first.texts.length === 1) traps.push(...smallClasses(trained));
  const shared = sharedTexts(rows);
  if (shared > 0) traps.push({ code: 'texts-shared', parameters: { n: shared } });
  if (!rows.some(({ split }) => split === 'test'))
    traps.push({ code: 'nothing-to-test', parameters: { n: rows.length } });
  return traps;
}

/** |a ∩ b| / |a ∪ b| of two texts' words. */
function overlap([a = '', b = '']: readonly string[]): number {
  const [first, second] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  const both = [...first].filter((word) => second.has(word)).length;
  return both / Math.max(1, first.size + second.size - both);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const fewestOnASide = 5;
const clearlyMore = 0.1;

/** Texts with high labels should have more words in common than those with low ones; here it is clearly the other way round. */
function swappedLabels(rows: readonly Row[]): DataTrap[] {
  const labels = rows.map(({ label }) => Number(label)).sort((a, b) => a - b);
  const middle = (labels[0]! + labels.at(-1)!) / 2;
  const high = rows.filter(({ label }) => Number(label) > middle);
  const low = rows.filter(({ label }) => Number(label) < middle);
  if (Math.min(high.length, low.length) < fewestOnASide) return [];
  const [above, below] = [high, low].map((side) => mean(side.map(({ texts }) => overlap(texts))));
  return below! - above! > clearlyMore ? [{ code: 'labels-swapped', parameters: {} }] : [];
}

/** A batch without one of two labels is no worse than this often. */
const oftenAlone = 0.25;

/** Pairs are compared within a batch, which needs both labels in it. */
function lonelyLabels(trained: readonly Row[], batchSize: number): DataTrap[] {
  const counts = countLabels(trained);
  if (counts.size === 1 && trained.length > 1) return [{ code: 'one-label', parameters: {} }];
  if (counts.size !== 2) return [];
  const rarer = Math.min(...counts.values()) / trained.length;
  const alone = (1 - rarer) ** batchSize;
  return alone > oftenAlone
    ? [{ code: 'rare-label', parameters: { percent: Math.round(100 * alone), n: batchSize } }]
    : [];
}

function countLabels(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
  return counts;
}

/** Classes with one text to train on: no other text of theirs can be in a batch with it. */
function smallClasses(trained: readonly Row[]): DataTrap[] {
  const counts = countLabels(trained);
  const alone = [...counts.values()].filter((count) => count === 1).length;
  return alone > 0 ? [{ code: 'small-classes', parameters: { n: alone, all: counts.size } }] : [];
}

/** Training rows with a text that is also on a side that is held out, as their file says. */
function sharedTexts(rows: readonly Row[]): number {
  const { by } = rowGroups(rows);
  const compared = ({ texts }: Row): string[] => (by === 'texts' ? texts : texts.slice(0, 1)).map(textKey);
  const held = new Set(rows.filter(({ split }) => split !== 'train').flatMap(compared));
  return rows.filter((row) => row.split === 'train' && compared(row).some((key) => held.has(key))).length;
}
