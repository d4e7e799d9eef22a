import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createEmbedder } from '../../../src/models/embedder';
import { readSafetensors } from '../../../src/models/safetensors';
import type { BertConfig } from '../../../src/models/types';
import golden from '../../goldens/engine/minilm.json';
import { floats, largestDifference } from './tiny-bert';

const folder = new URL('../../../public/models/all-MiniLM-L6-v2/', import.meta.url);
const there = existsSync(new URL('model.safetensors', folder));

test.skipIf(!there && !process.env.CI)('all-MiniLM-L6-v2 embeds as in sentence-transformers', async () => {
  const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as BertConfig;
  const weights = readSafetensors(readFileSync(new URL('model.safetensors', folder)), 'model.safetensors');
  const embedder = await createEmbedder(
    { config, pooling: 'mean', weights },
    { backend: 'wasm', threads: 2 },
  );
  expect(largestDifference(await embedder.embed(golden.ids), floats(golden.embeddings))).toBeLessThan(1e-5);
  await embedder.dispose();
});
