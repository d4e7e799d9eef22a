import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { adapterFolder } from '../../../src/bundle/adapter-folder';
import { modelCard } from '../../../src/bundle/model-card';
import { modelFolder } from '../../../src/bundle/model-folder';
import { readModelFolder } from '../../../src/models/folder';
import { mixedAdapters } from '../../../src/models/lora';
import { mixWeights } from '../../../src/models/mix';
import { readSafetensors } from '../../../src/models/safetensors';
import type { LoadedModel } from '../../../src/models/types';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import { trainedChoice } from '../../../src/training/trained-arguments';
import type { TrainingArguments } from '../../../src/training/types';
import { tinyFolder } from '../models/tiny-model';
import { contentsOf, training } from './contents';
import { findPython, runPython } from './python';

const python = findPython();
const root = fileURLToPath(new URL('../../../', import.meta.url));
const base = readModelFolder(tinyFolder(), { kind: 'served', id: 'tiny' }, 'tiny');
const adamw = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };

/** The tiny model after three steps of its adapters, mixed with itself as it was. */
async function tuned(settings: TrainingArguments, mix: number): Promise<LoadedModel> {
  const choice = trainedChoice(settings, base.config);
  const wasm = { backend: 'wasm', threads: 1 } as const;
  const model = await createTrainableModel(base, matryoshkaRanking([16]), adamw, 0, wasm, choice);
  const column = (first: number) => [0, 1, 2, 3].map((i) => [2, first + i, 30 - i, 3]);
  for (let step = 1; step <= 3; step++)
    await model.step([{ columns: [column(5), column(20)] }], { learningRate: 0.05, step, dropoutSeed: 1 });
  const weights = await model.weights();
  await model.dispose();
  return {
    ...base,
    reference: { kind: 'tuned', base: { kind: 'served', id: 'tiny' }, checkpointId: 'k', mix },
    weights: mixWeights(base.weights, weights, mix),
    adapters: mixedAdapters(weights, mix),
  };
}

const cases: [string, Partial<TrainingArguments>, number][] = [
  [
    'of chosen modules',
    { lora: { r: 2, lora_alpha: 4, lora_dropout: 0, target_modules: ['query', 'dense'] } },
    1,
  ],
  [
    'behind a frozen layer',
    { lora: { r: 3, lora_alpha: 3, lora_dropout: 0, target_modules: null }, freeze_layers: 1 },
    1,
  ],
  [
    'mixed with its base',
    { lora: { r: 2, lora_alpha: 8, lora_dropout: 0, target_modules: 'all-linear' } },
    0.25,
  ],
];

describe.each(cases)('an adapter %s', (_, change, mix) => {
  const settings: TrainingArguments = { ...training().arguments, freeze_layers: 0, ...change };
  let loaded: LoadedModel;
  let files: Map<string, Uint8Array>;
  beforeAll(async () => {
    loaded = await tuned(settings, mix);
    files = adapterFolder(loaded, settings);
  });

  it('is written with PEFT’s names', () => {
    expect([...files.keys()]).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    const config = JSON.parse(new TextDecoder().decode(files.get('adapter_config.json'))) as object;
    const { r, lora_alpha } = settings.lora!;
    expect(config).toMatchObject({ peft_type: 'LORA', r, lora_alpha, bias: 'none' });
    const tensors = readSafetensors(files.get('adapter_model.safetensors')!, 'adapter');
    for (const name of tensors.keys())
      expect(name).toMatch(/^base_model\.model\.encoder\.layer\.\d\..*\.lora_[AB]\.weight$/);
  });

  it.skipIf(!python)(
    'gives in PEFT what the merged model gives',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'hone-adapter-'));
      const write = (name: string, contents: ReadonlyMap<string, Uint8Array>) => {
        for (const [path, bytes] of contents) {
          mkdirSync(dirname(join(folder, name, path)), { recursive: true });
          writeFileSync(join(folder, name, path), bytes);
        }
      };
      try {
        write('base', modelFolder(base, base.weights));
        write('model', modelFolder(loaded, loaded.weights));
        write('adapter', files);
        const script = join(root, 'tests/python/check_adapter.py');
        const [line] = runPython(python!, [script, join(folder, 'base'), folder], 1);
        const report = JSON.parse(line!) as Record<
          'stored' | 'taken' | 'same' | 'difference' | 'change',
          number
        >;
        expect(report.stored).toBe(loaded.adapters!.size);
        expect(report.taken).toBe(report.stored);
        expect(report.same).toBe(report.stored);
        expect(report.difference).toBeLessThan(1e-5);
        expect(report.change).toBeGreaterThan(1e-3);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );

  it('is named in the model card', async () => {
    const result = training({ arguments: settings });
    const card = modelCard(await contentsOf(loaded, ['a pump'], { training: result }));
    expect(card).toContain(`Only LoRA adapters were trained (rank ${settings.lora!.r}`);
    expect(card).toContain('`adapter/`');
    expect(card.includes('first 1 layers were frozen')).toBe(settings.freeze_layers === 1);
  });
});

it('nothing is written where no adapter was trained', () => {
  expect(adapterFolder(base, training().arguments).size).toBe(0);
  expect(adapterFolder(base, null).size).toBe(0);
});
