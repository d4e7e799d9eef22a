import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOfWheel, sha256 } from './wheel.mjs';

/** A wheel that brings PP-OCRv6 small (Baidu, Apache-2.0) as ONNX files. */
const requirement = 'rapidocr==3.10.0';
/** [path in the wheel, name under public/models/pp-ocrv6, SHA-256 as its MODEL_LICENSES.md states it] */
const models = /** @type {const} */ ([
  [
    'rapidocr/models/PP-OCRv6_det_small.onnx',
    'detection.onnx',
    '090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f',
  ],
  [
    'rapidocr/models/PP-OCRv6_rec_small.onnx',
    'recognition.onnx',
    '6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884',
  ],
  [
    'rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx',
    'orientation.onnx',
    'e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c',
  ],
]);
const licences = /\/licenses\/(LICENSE|MODEL_LICENSES\.md)$/;

/**
 * Unpacks PaddleOCR's models into public/models/pp-ocrv6/. Without pip or a network they are missing, and Hone reads
 * pictures with tesseract alone.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function unpackOcrModels(root, say) {
  const target = join(root, 'public', 'models', 'pp-ocrv6');
  // Written last: it tells that all are there.
  const mark = join(target, 'files.json');
  if (existsSync(mark)) return;
  say('Fetching the models of PaddleOCR (32 MB) ...');
  const reason = await fetchModels(target, mark);
  if (reason)
    say(
      `The models of PaddleOCR could not be fetched (${reason}). Pictures will be read by tesseract alone.`,
    );
}

/** @param {string} target @param {string} mark @returns {Promise<string | null>} why it did not work */
async function fetchModels(target, mark) {
  const paths = models.map(([path]) => path);
  const files = await filesOfWheel(
    requirement,
    (path) => /** @type {readonly string[]} */ (paths).includes(path) || licences.test(path),
  );
  if (typeof files === 'string') return files;
  await mkdir(target, { recursive: true });
  for (const [path, name, hash] of models) {
    const bytes = files[path];
    if (!bytes || sha256(bytes) !== hash) return `${path} is not the published one`;
    await writeFile(join(target, name), bytes);
    if (name === 'recognition.onnx') {
      const characters = metadataOf(bytes).get('character');
      if (!characters) return `${path} does not say its characters`;
      await writeFile(join(target, 'characters.txt'), characters);
    }
  }
  for (const [path, bytes] of Object.entries(files)) {
    const name = licences.exec(path)?.[1];
    if (name) await writeFile(join(target, name), bytes);
  }
  await writeFile(mark, JSON.stringify({ from: requirement, files: models.map(([, name]) => name) }));
  return null;
}

/**
 * What a model says of itself: ModelProto's field 14, pairs of a key (1) and a value (2); ONNX IR, protobuf's wire format.
 * @param {Uint8Array} bytes
 */
function metadataOf(bytes) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const text = (/** @type {Uint8Array | undefined} */ part) => new TextDecoder().decode(part);
  for (const [field, value] of fieldsOf(bytes)) {
    if (field !== 14) continue;
    const pair = new Map(fieldsOf(value));
    found.set(text(pair.get(1)), text(pair.get(2)));
  }
  return found;
}

/** @param {Uint8Array} bytes @returns {Generator<[field: number, value: Uint8Array]>} those with a length */
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    if (kind === 0) varint();
    else if (kind === 2) {
      const length = varint();
      yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
      at += length;
    } else at += kind === 1 ? 8 : 4;
  }
}
