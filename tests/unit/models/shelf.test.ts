import { expect, test } from 'vitest';
import { createEmbedder } from '../../../src/models/embedder';
import { readModelFolder } from '../../../src/models/folder';
import { Shelf, type ShelfParts } from '../../../src/models/shelf';
import type { BaseModelReference } from '../../../src/models/types';
import { tinyFolder } from './tiny-model';

const runtime = { backend: 'wasm', threads: 1 } as const;
const model = (id: string): BaseModelReference => ({ kind: 'folder', id });

/** A shelf on the real embedder that tells what was loaded, embedded and freed. */
function tellingShelf(replace: Record<string, unknown> = {}) {
  const told: string[] = [];
  const embedded: number[] = [];
  const parts: ShelfParts = {
    load: (reference) => {
      const id = reference.kind === 'folder' ? reference.id : '';
      told.push(`load ${id}`);
      const prompts = { prompts: { query: 'ask ', document: '' } };
      const files = tinyFolder({ 'config_sentence_transformers.json': prompts, ...replace });
      return Promise.resolve(readModelFolder(files, reference, id));
    },
    tune: (base, reference) => {
      told.push(`tune ${base.name}`);
      return Promise.resolve({ ...base, reference, name: `${base.name} tuned` });
    },
    createEmbedder: async (loaded, options) => {
      const embedder = await createEmbedder(loaded, options);
      const { name } = loaded as { name?: string };
      return {
        ...embedder,
        embed: (sequences, left) => {
          embedded.push(...sequences.map((ids) => ids.length));
          return embedder.embed(sequences, left);
        },
        dispose: () => {
          told.push(`free ${name}`);
          return embedder.dispose();
        },
      };
    },
  };
  return { shelf: new Shelf(parts), told, embedded };
}
const never = new AbortController().signal;
const texts = Array.from(
  { length: 70 },
  (_, i) => 'ab '.repeat(1 + (i % 7)) + String.fromCharCode(97 + (i % 26)),
);

test('vectors come back in the texts’ order, of length 1, with rising progress', async () => {
  const { shelf } = tellingShelf();
  const seen: number[] = [];
  const { vectors, width } = await shelf.embed(
    never,
    model('a'),
    texts,
    'document',
    runtime,
    ({ done, total }) => seen.push(done / total),
  );
  expect(width).toBe(16);
  expect(vectors.length).toBe(70 * 16);
  for (let row = 0; row < 70; row++) {
    expect(Math.hypot(...vectors.subarray(row * 16, (row + 1) * 16))).toBeCloseTo(1, 5);
  }
  const alone = await shelf.embed(never, model('b'), [texts[69]!], 'document', runtime);
  alone.vectors.forEach((value, i) => expect(value).toBeCloseTo(vectors[69 * 16 + i]!, 5));
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test('a text is embedded once by a model, however often it is asked for', async () => {
  const { shelf, embedded } = tellingShelf();
  const first = await shelf.embed(never, model('a'), ['ab', 'cd', 'ab'], 'document', runtime);
  expect(embedded).toHaveLength(2);
  expect(first.vectors.slice(0, 16)).toEqual(first.vectors.slice(32));
  await shelf.embed(never, model('a'), ['cd', 'ab'], 'document', runtime);
  expect(embedded).toHaveLength(2);
});

test('a query carries the model’s own prompt', async () => {
  const { shelf } = tellingShelf();
  const query = await shelf.embed(never, model('a'), ['ab'], 'query', runtime);
  const document = await shelf.embed(never, model('a'), ['ask ab'], 'document', runtime);
  const plain = await shelf.embed(never, model('a'), ['ab'], 'document', runtime);
  expect(query.vectors).toEqual(document.vectors);
  expect(query.vectors).not.toEqual(plain.vectors);
});

test('a prompt that the pooling leaves out changes what stands behind it only', async () => {
  const { shelf } = tellingShelf({
    '1_Pooling/config.json': { pooling_mode: 'mean', include_prompt: false },
  });
  const query = await shelf.embed(never, model('a'), ['ab'], 'query', runtime);
  const document = await shelf.embed(never, model('a'), ['ask ab'], 'document', runtime);
  // The same tokens; of the question's vector those of the prompt are no part.
  expect(query.vectors).not.toEqual(document.vectors);
  const again = await shelf.embed(never, model('a'), ['ab'], 'query', runtime);
  expect(again.vectors).toEqual(query.vectors);
});

test('two models stay; a third frees the one used longest ago, before it takes memory itself', async () => {
  const { shelf, told } = tellingShelf();
  for (const id of ['a', 'b', 'a', 'c']) {
    await shelf.embed(never, model(id), [`ab ${told.length}`], 'document', runtime);
  }
  expect(told).toEqual(['load a', 'load b', 'load c', 'free b']);
});

test('a tuned model is made of the base that is already there', async () => {
  const { shelf, told } = tellingShelf();
  await shelf.loaded(model('a'));
  await shelf.loaded({ kind: 'tuned', base: { kind: 'folder', id: 'a' }, checkpointId: 'c', mix: 1 });
  expect(told).toEqual(['load a', 'tune a']);
});

test('a model that failed to load is asked for again', async () => {
  let attempts = 0;
  const shelf = new Shelf({
    load: () => Promise.reject(new Error(`attempt ${++attempts}`)),
    tune: (base) => Promise.resolve(base),
    createEmbedder,
  });
  await expect(shelf.loaded(model('a'))).rejects.toThrow('attempt 1');
  await expect(shelf.loaded(model('a'))).rejects.toThrow('attempt 2');
});

test('embedding ends soon after it was cancelled', async () => {
  const { shelf, embedded } = tellingShelf();
  const abort = new AbortController();
  const embedding = shelf.embed(abort.signal, model('a'), texts, 'document', runtime, () => abort.abort());
  await expect(embedding).rejects.toMatchObject({ name: 'AbortError' });
  expect(embedded).toHaveLength(32);
});
