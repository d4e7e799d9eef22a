import { proxy } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import type { ReadOptions } from '../../workers/types';
import { startExtraction } from './extract-worker';

const { extract, end } = startExtraction();
afterAll(end);

const written =
  '升温过快会使窑衬开裂，裂纹会随着每次烧成逐渐扩大。每小时升温不超过六十度，直到坯体中的水分全部排出为止。' +
  '冷却时不要打开窑门，温度降到二百度以下才能取出作品。';

async function picture(name: string, turns = 0): Promise<{ name: string; bytes: ArrayBuffer }> {
  const response = await fetch(new URL(`../fixtures/documents/${name}`, import.meta.url));
  const bitmap = await createImageBitmap(await response.blob());
  const [width, height] = turns % 2 === 0 ? [bitmap.width, bitmap.height] : [bitmap.height, bitmap.width];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.translate(width / 2, height / 2);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  return { name: `${turns}-${name}`, bytes: await (await canvas.convertToBlob()).arrayBuffer() };
}

async function read(name: string, turns: number, options: ReadOptions) {
  return await extract.read(
    await picture(name, turns),
    options,
    proxy(() => undefined),
  );
}

test.each([
  ['upright', 0],
  ['on its head', 2],
  ['on its right side', 1],
  ['on its left side', 3],
])(
  'PaddleOCR reads a Chinese picture %s without one mistake, and says where the text stands',
  async (_, turns) => {
    const { pages, elements } = await read('note-zh.png', turns, {
      ocrLanguages: ['chi_sim', 'eng'],
      ocrEngine: 'paddle',
    });
    expect(elements.map((e) => e.text).join('')).toContain(written);
    const [{ width, height } = { width: 0, height: 0 }] = pages;
    for (const { bbox, confidence } of elements) {
      const [x0, y0, x1, y1] = bbox!;
      expect(x0 >= 0 && y0 >= 0 && x1 <= width && y1 <= height).toBe(true);
      // The lines lie as the picture does.
      expect(confidence).toBeGreaterThan(0.9);
    }
    const [x0, y0, x1, y1] = elements.at(-1)!.bbox!;
    expect(x1 - x0 > y1 - y0).toBe(turns % 2 === 0);
  },
);

test('English comes in words with their spaces', async () => {
  const { elements } = await read('note.png', 0, { ocrLanguages: ['eng'], ocrEngine: 'paddle' });
  expect(elements.map((e) => e.text).join(' ')).toContain('Keep the damper half open');
});

test.each([
  ['Chinese was expected', ['chi_sim', 'eng']],
  ['only English was', ['eng']],
])('by itself a Chinese picture goes to PaddleOCR where %s', async (_, ocrLanguages) => {
  const { elements } = await read('note-zh.png', 0, { ocrLanguages });
  expect(elements.map((e) => e.text).join('')).toContain(written);
});
