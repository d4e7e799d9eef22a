import type { OnProgress } from '../errors/progress';
import { encoderOnnx } from '../models/encoder-onnx';
import { writeSafetensors } from '../models/safetensors';
import type { Weights } from '../models/types';
import { adapterFolder } from './adapter-folder';
import type { BundleContents } from './contents';
import { modelCard } from './model-card';
import { modelConfigs, weightsByFile } from './model-folder';
import { baseRecord, chunkRecords, jsonLines, metricsRecord, pairRecords, rowRecords } from './records';
import trainScript from './train.py?raw';
import { zip, type ZipEntry } from './zip';

/**
 * The zip to take away: README.md, model/, adapter/ where one was trained, onnx/, chunks.jsonl, pairs.jsonl, rows.jsonl where those were trained on, metrics.json and, where there was a training
 * run, training/, run.json, base.json and train.py.
 *
 * Throws engine/shape when `vectors` does not fit the chunks or `dimension` the model, model/corrupt from the model's
 * files, file/too-large beyond 4 GiB, and an AbortError when `signal` is aborted.
 */
export function writeBundle(
  signal: AbortSignal,
  contents: BundleContents,
  onProgress: OnProgress = () => undefined,
): Promise<Blob> {
  const { loaded, chunks, examples, dimension } = contents;
  const weightBytes = byteLength(loaded.weights);
  const card = modelCard(contents);
  const heavy = (path: string, make: () => Uint8Array, bytes = weightBytes): ZipEntry => ({
    path,
    bytes,
    deflate: false,
    pieces: () => [make()],
  });

  const entries: ZipEntry[] = [
    text('README.md', card),
    text('model/README.md', card),
    ...[...modelConfigs(loaded)].map(([path, bytes]) => file(`model/${path}`, bytes)),
    ...[...weightsByFile(loaded, loaded.weights)].map(([path, weights]) =>
      heavy(`model/${path}`, () => writeSafetensors(weights), byteLength(weights)),
    ),
    ...[...adapterFolder(loaded, contents.training?.arguments ?? null)].map(([path, bytes]) =>
      file(`adapter/${path}`, bytes),
    ),
    heavy('onnx/model.onnx', () => encoderOnnx(loaded, { pooled: false })),
    heavy('onnx/model_pooled.onnx', () => encoderOnnx(loaded, { pooled: true })),
    lines('chunks.jsonl', chunks.length * (2000 + 12 * dimension), () => chunkRecords(contents)),
    lines('pairs.jsonl', examples.length * 1000, () => pairRecords(contents)),
    ...(contents.rows
      ? [lines('rows.jsonl', contents.rows.rows.length * 500, () => rowRecords(contents.rows!))]
      : []),
    text('metrics.json', json(metricsRecord(contents))),
    ...trainingFiles(contents),
  ];
  return zip(signal, entries, onProgress);
}

const byteLength = (weights: Weights): number =>
  [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);

function trainingFiles(contents: BundleContents): ZipEntry[] {
  const { training } = contents;
  if (!training) return [];
  return [
    lines('training/log.jsonl', training.steps.length * 150, () => training.steps),
    lines('training/dev.jsonl', training.dev.length * 100, () => training.dev),
    text('run.json', json(training.arguments)),
    text('base.json', json(baseRecord(contents))),
    text('train.py', trainScript),
  ];
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const file = (path: string, bytes: Uint8Array): ZipEntry => ({
  path,
  bytes: bytes.byteLength,
  deflate: true,
  pieces: () => [bytes],
});

const text = (path: string, value: string): ZipEntry => file(path, new TextEncoder().encode(value));

const lines = (path: string, bytes: number, rows: () => Iterable<object>): ZipEntry => ({
  path,
  bytes,
  deflate: true,
  pieces: () => jsonLines(rows()),
});
