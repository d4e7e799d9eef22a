import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '../../../src/bundle/write-bundle';
import { dimensionOf } from '../../../src/models/dense';
import { readModelFolder } from '../../../src/models/folder';
import { poolings } from '../../../src/models/pooling';
import { caseNames } from '../models/architecture-checks';
import { tinyFolder } from '../models/tiny-model';
import { architectureFolder } from './architecture-folders';
import { contentsOf, embed, training } from './contents';
import { findPython, runPython } from './python';

const python = findPython();
const root = fileURLToPath(new URL('../../../', import.meta.url));
const miniLm = join(root, 'public/models/all-MiniLM-L6-v2');

function readFolder(folder: string): Map<string, Uint8Array> | null {
  const paths = statSync(join(folder, 'config.json'), { throwIfNoEntry: false })
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
    : [];
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return files.length > 0
    ? new Map(files.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]))
    : null;
}

const texts = [
  'a pump',
  'Why does the VALVE leak when the pressure rises above three bars?',
  'zeta table net ant set seas',
  'x',
  '阀门V-12关闭后，压力降到3.5MPa以下 🙂 <pad>',
  'the quick brown fox jumps over the lazy dog '.repeat(40),
];
const reference = { kind: 'served', id: 'model' } as const;

const models: { name: string; files: () => Map<string, Uint8Array> | null; dimension: number }[] = [
  { name: 'tiny BERT with mean pooling', files: () => tinyFolder(), dimension: 8 },
  {
    name: 'tiny BERT with CLS pooling and prompts',
    files: () =>
      tinyFolder({
        '1_Pooling/config.json': { word_embedding_dimension: 16, pooling_mode_cls_token: true },
        'config_sentence_transformers.json': { prompts: { query: 'ask ', document: 'text ' } },
      }),
    dimension: 16,
  },
  ...poolings.map((pooling) => ({
    name: `tiny BERT whose ${pooling} pooling leaves prompts out`,
    files: () =>
      tinyFolder({
        '1_Pooling/config.json': {
          word_embedding_dimension: 16,
          pooling_mode: pooling,
          include_prompt: false,
        },
        'config_sentence_transformers.json': { prompts: { query: 'ask this: ', document: '' } },
      }),
    dimension: 16,
  })),
  ...caseNames.map((name) => ({
    name: `tiny ${name}`,
    files: () => architectureFolder(name),
    dimension: 8,
  })),
  { name: 'all-MiniLM-L6-v2', files: () => readFolder(miniLm), dimension: 128 },
];

interface Report {
  texts: number;
  chunks: number;
  largest_difference: Record<string, number>;
}

async function writeZip(
  folder: string,
  files: Map<string, Uint8Array>,
  dimension: number,
): Promise<string[]> {
  const loaded = readModelFolder(files, reference, 'model');
  const contents = await contentsOf(loaded, texts, { dimension, training: training() });
  const blob = await writeBundle(new AbortController().signal, contents);
  mkdirSync(folder);
  const zip = join(folder, 'hone.zip');
  writeFileSync(zip, new Uint8Array(await blob.arrayBuffer()));
  const width = dimensionOf(loaded);
  const lines = await Promise.all(
    (['query', 'document'] as const).map(async (kind) => {
      const vectors = await embed(loaded, texts, kind);
      return texts.map((text, at) => ({
        text,
        kind,
        vector: [...vectors.subarray(at * width, (at + 1) * width)],
      }));
    }),
  );
  const vectors = join(folder, 'vectors.jsonl');
  writeFileSync(
    vectors,
    lines
      .flat()
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  return [zip, vectors];
}

describe.skipIf(!python)('a folder that sentence-transformers saved, its weights over several files', () => {
  it.each(['float16', 'bfloat16'])(
    'gives the same vectors here, in %s',
    async (type) => {
      const folder = mkdtempSync(join(tmpdir(), 'hone-saved-'));
      try {
        const script = join(root, 'tests/python/save_folder.py');
        const [line] = runPython(python!, [script, folder, type], 1, JSON.stringify(texts));
        const files = readFolder(join(folder, 'model'))!;
        expect([...files.keys()].filter((path) => /^model-.*safetensors$/.test(path)).length).toBeGreaterThan(
          1,
        );
        const loaded = readModelFolder(files, reference, 'model');
        expect(loaded).toMatchObject({
          pooling: 'lasttoken',
          dense: [{ path: '2_Dense', activation: 'gelu' }],
        });
        expect(loaded.maxSeqLength).toBe(50);
        const found = await embed(loaded, texts, 'document');
        const expected = (JSON.parse(line!) as number[][]).flat();
        expect(found.length).toBe(expected.length);
        found.forEach((value, i) => expect(Math.abs(value - expected[i]!), `number ${i}`).toBeLessThan(1e-5));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    180_000,
  );
});

describe('the exported folder gives the same vectors in sentence-transformers and onnxruntime', () => {
  const present = models.flatMap(({ name, files, dimension }) => {
    const found = files();
    return found ? [{ name, files: found, dimension }] : [];
  });
  const reports = new Map<string, Report>();
  let folder = '';

  beforeAll(async () => {
    if (!python) return;
    folder = mkdtempSync(join(tmpdir(), 'hone-bundle-'));
    const paths: string[] = [];
    for (const { name, files, dimension } of present) {
      paths.push(...(await writeZip(join(folder, name), files, dimension)));
    }
    const script = join(root, 'tests/python/check_bundle.py');
    const lines = runPython(python, [script, ...paths], present.length);
    present.forEach(({ name }, at) => reports.set(name, JSON.parse(lines[at]!) as Report));
  }, 600_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  for (const { name } of models) {
    it.skipIf(!python || !present.some((model) => model.name === name))(name, () => {
      const { largest_difference: differences, ...rest } = reports.get(name)!;
      console.info(JSON.stringify(differences));
      expect(rest).toEqual({ texts: 2 * texts.length, chunks: texts.length });
      expect(Object.keys(differences)).toHaveLength(4);
      for (const [where, difference] of Object.entries(differences))
        expect(difference, where).toBeLessThan(1e-5);
    });
  }

  it.runIf(process.env.CI)('is tested on every model in CI', () => {
    expect(present).toHaveLength(models.length);
  });
});
