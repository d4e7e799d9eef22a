import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BundleContents } from '../../../src/bundle/contents';
import { modelFolder } from '../../../src/bundle/model-folder';
import { writeBundle } from '../../../src/bundle/write-bundle';
import { readModelFolder } from '../../../src/models/folder';
import { readSafetensors } from '../../../src/models/safetensors';
import { changeJson } from '../../../src/bundle/json-numbers';
import { tinyConfig, tinyFolder, tinyWeights } from '../models/tiny-model';
import { contentsOf, evaluation, exampleOf, training } from './contents';

const never = new AbortController().signal;
const served = { kind: 'served', id: 'tiny' } as const;
const loaded = readModelFolder(tinyFolder(), served, 'tiny');

async function unpack(blob: Blob): Promise<Record<string, Uint8Array>> {
  return unzipSync(new Uint8Array(await blob.arrayBuffer()));
}
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const jsonLines = (bytes: Uint8Array | undefined): Record<string, unknown>[] =>
  text(bytes)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the zip', () => {
  let contents: BundleContents;
  let files: Record<string, Uint8Array>;
  const progress: number[] = [];
  beforeAll(async () => {
    contents = await contentsOf(loaded, ['a pump "hums"\n</script>', '一个阀门'], {
      examples: [
        exampleOf(0, 'person', { negatives: ['not this'], split: 'test' }),
        exampleOf(1, 'rules', { writer: 'inverse-cloze' }),
        exampleOf(2, 'model', { status: 'rejected' }),
      ],
      training: training(),
      evaluation: await evaluation(['person', 'rules']),
      dimension: 8,
    });
    const blob = await writeBundle(never, contents, ({ done, total }) => progress.push(done / total));
    files = await unpack(blob);
  });

  it('holds everything there is to take away', () => {
    expect(Object.keys(files).sort()).toEqual([
      'README.md',
      'base.json',
      'chunks.jsonl',
      'metrics.json',
      'model/1_Pooling/config.json',
      'model/README.md',
      'model/config.json',
      'model/config_sentence_transformers.json',
      'model/model.safetensors',
      'model/modules.json',
      'model/sentence_bert_config.json',
      'model/tokenizer_config.json',
      'model/vocab.txt',
      'onnx/model.onnx',
      'onnx/model_pooled.onnx',
      'pairs.jsonl',
      'run.json',
      'train.py',
      'training/dev.jsonl',
      'training/log.jsonl',
    ]);
  });

  it('has every chunk with a unit vector of the chosen dimension', () => {
    const chunks = jsonLines(files['chunks.jsonl']);
    expect(chunks.map((chunk) => chunk.text)).toEqual(contents.chunks.map((chunk) => chunk.text));
    for (const [at, chunk] of chunks.entries()) {
      const vector = chunk.vector as number[];
      const full = contents.vectors.subarray(at * 16, at * 16 + 8);
      const norm = Math.hypot(...full);
      expect(vector).toHaveLength(8);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
      vector.forEach((value, nth) => expect(value).toBeCloseTo(full[nth]! / norm, 6));
    }
  });

  it('has the accepted pairs with their source and split', () => {
    expect(jsonLines(files['pairs.jsonl'])).toEqual([
      {
        anchor: 'question 0',
        positive: 'passage 0',
        negatives: ['not this'],
        source: 'person',
        split: 'test',
        chunk: 'c0',
      },
      {
        anchor: 'question 1',
        positive: 'passage 1',
        source: 'rules',
        writer: 'inverse-cloze',
        split: 'train',
        chunk: 'c1',
      },
    ]);
  });

  it('has the metrics, the log and what the run is repeated from', () => {
    const metrics = JSON.parse(text(files['metrics.json'])) as { evaluation: unknown };
    expect(metrics.evaluation).toEqual(JSON.parse(JSON.stringify(contents.evaluation)));
    expect(jsonLines(files['training/log.jsonl'])).toEqual(contents.training!.steps);
    expect(JSON.parse(text(files['run.json']))).toEqual(contents.training!.arguments);
    expect(JSON.parse(text(files['base.json']))).toEqual({
      prompts: { query: '', document: '' },
      name: 'tiny',
      repository: null,
      revision: null,
      mix: null,
      data: { file: 'pairs.jsonl' },
      dev_metric: null,
    });
  });

  it('reports progress that never goes back and ends whole', () => {
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('is a model that Hone itself reads again', () => {
    const folder = Object.entries(files).flatMap(([path, bytes]) =>
      path.startsWith('model/') ? [[path.slice('model/'.length), bytes] as const] : [],
    );
    const again = readModelFolder(new Map(folder), served, 'again');
    expect(again.config).toEqual(loaded.config);
    expect(again).toMatchObject({ pooling: 'mean', maxSeqLength: 16, prompts: { query: '', document: '' } });
    for (const [name, { data }] of loaded.weights) expect(again.weights.get(name)!.data).toEqual(data);
  });

  it('leaves training files out where there was no training, and stops when cancelled', async () => {
    const untrained = await unpack(await writeBundle(never, { ...contents, training: null }));
    expect(Object.keys(untrained).filter((path) => /^(training|run|base|train)/.test(path))).toEqual([]);
    const controller = new AbortController();
    controller.abort();
    await expect(writeBundle(controller.signal, contents)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the model folder', () => {
  it('carries other weights than the loaded ones, in float32 whatever the base was kept in', () => {
    const config = { ...loaded.config, torch_dtype: 'float16', architectures: ['BertForMaskedLM'] };
    const half = readModelFolder(tinyFolder({ 'config.json': config }), served, 'half');
    const weights = tinyWeights(tinyConfig, 7);
    const folder = modelFolder(half, weights);
    expect(readSafetensors(folder.get('model.safetensors')!, 'model.safetensors')).toEqual(weights);
    expect(JSON.parse(text(folder.get('config.json')))).toMatchObject({
      torch_dtype: 'float32',
      architectures: ['BertModel'],
    });
  });

  it('keeps prompts, CLS pooling and lower-casing', () => {
    const files = tinyFolder({
      '1_Pooling/config.json': { word_embedding_dimension: 16, pooling_mode_cls_token: true },
      'sentence_bert_config.json': { max_seq_length: 12, do_lower_case: true },
      'config_sentence_transformers.json': { prompts: { query: 'q: ', passage: 'p: ' } },
    });
    const folder = modelFolder(readModelFolder(files, served, 'tiny'), loaded.weights);
    const read = (path: string) => JSON.parse(text(folder.get(path))) as unknown;
    expect(read('1_Pooling/config.json')).toMatchObject({
      pooling_mode_cls_token: true,
      pooling_mode_mean_tokens: false,
    });
    expect(read('sentence_bert_config.json')).toEqual({ max_seq_length: 12, do_lower_case: true });
    expect(read('config_sentence_transformers.json')).toMatchObject({
      prompts: { query: 'q: ', document: 'p: ' },
    });
  });
});

describe('changing a JSON file', () => {
  it('writes every other number as it was, so that Python reads the same types', () => {
    const text =
      '{"a": 2.0, "b": [1e-05, 3, -0.50], "c": "7.0 \\"8.0\\" \\\\", "d": 160000.0, "e": {"f": 1.25}}';
    const changed = changeJson(text, ({ d: _d, ...rest }) => ({ ...rest, a2: 4 }));
    for (const kept of [
      '"a": 2.0,',
      '1e-05,',
      '3,',
      '-0.50\n',
      '"c": "7.0 \\"8.0\\" \\\\"',
      '"f": 1.25',
      '"a2": 4',
    ])
      expect(changed).toContain(kept);
    const expected: unknown = { a: 2, b: [1e-5, 3, -0.5], c: '7.0 "8.0" \\', e: { f: 1.25 }, a2: 4 };
    expect(JSON.parse(changed)).toEqual(expected);
  });
  it('throws on what is not JSON', () => {
    expect(() => changeJson('{', (value) => value)).toThrow(SyntaxError);
  });
});
