import { dimensionOf } from '../models/dense';
import { truncate } from '../evaluation/matryoshka';
import { acceptedRow } from '../pairs/rows/row';
import type { BundleContents, LabelledRowSet } from './contents';
import { baseModel, mixOf } from './base-model';

/** Lines joined into pieces of about this many characters, so that a long file is never one string. */
const pieceLength = 256 * 1024;

/** One JSON object a line, in UTF-8 pieces. */
export function* jsonLines(rows: Iterable<object>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = '';
  for (const row of rows) {
    piece += `${JSON.stringify(row)}\n`;
    if (piece.length < pieceLength) continue;
    yield encoder.encode(piece);
    piece = '';
  }
  yield encoder.encode(piece);
}

/** chunks.jsonl: a chunk with its place and its vector at the chosen dimension, of length 1. */
export function* chunkRecords({ chunks, vectors, loaded, dimension }: BundleContents): Generator<object> {
  const width = dimensionOf(loaded);
  for (const [at, chunk] of chunks.entries()) {
    const vector = truncate(vectors.subarray(at * width, (at + 1) * width), width, dimension);
    yield {
      id: chunk.id,
      document: chunk.documentName,
      headings: chunk.headings,
      kind: chunk.kind,
      regions: chunk.regions,
      text: chunk.text,
      // Nine digits give a float32 back exactly.
      vector: Array.from(vector, (value) => Number(value.toPrecision(9))),
    };
  }
}

/** pairs.jsonl: accepted pairs, with who wrote the question and which split it is in. */
export function* pairRecords({ examples }: BundleContents): Generator<object> {
  for (const { status, anchor, positive, negatives, source, writer, split, chunkId } of examples) {
    if (status !== 'accepted') continue;
    yield {
      anchor,
      positive,
      ...(negatives?.length ? { negatives } : {}),
      source,
      writer,
      split,
      chunk: chunkId,
    };
  }
}

/** rows.jsonl: accepted rows under the columns they came from, with their split. */
export function* rowRecords({ rows, setting }: LabelledRowSet): Generator<object> {
  for (const { texts, label, split } of rows.filter(acceptedRow))
    yield {
      ...Object.fromEntries(setting.texts.map((column, at) => [column, texts[at] ?? ''])),
      [setting.label]: label,
      split,
    };
}

/** metrics.json: the evaluation as Hone shows it; null where none was made. */
export function metricsRecord({ evaluation, labelled, training, loaded }: BundleContents): object {
  return {
    base_model: baseModel(loaded).name,
    mix: mixOf(loaded),
    evaluation,
    labelled,
    training: training && {
      steps: training.step,
      total_steps: training.totalSteps,
      stopped_by_hand: training.stopped,
      stopped_early: training.stoppedEarly,
      seconds: training.seconds,
      dev: training.dev,
      mixes_on_dev: training.mixes,
    },
  };
}

/** base.json: what train.py starts from. */
export function baseRecord({ loaded, rows, training }: BundleContents): object {
  const { name, repository, revision } = baseModel(loaded);
  return {
    name,
    repository,
    revision,
    mix: mixOf(loaded),
    prompts: loaded.prompts,
    // Which file was trained on, under which columns, and by what the dev split chose.
    data: rows
      ? { file: 'rows.jsonl', texts: rows.setting.texts, label: rows.setting.label, classes: rows.classes }
      : { file: 'pairs.jsonl' },
    dev_metric: training?.dev[0]?.metric ?? null,
  };
}
