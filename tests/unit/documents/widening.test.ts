import { expect, test } from 'vitest';
import type { OcrEngine } from '../../../src/documents/ocr/ocr-engine';
import { recognizeTurned } from '../../../src/documents/ocr/recognize-turned';
import { widening, type PageEngine } from '../../../src/documents/ocr/widening';

const image = { width: 1, height: 1, grey: new Uint8Array(1) };

const readIn = async (engine: PageEngine) =>
  (await recognizeTurned(engine, image, new AbortController().signal, [])).read;

/** An engine that is as sure of each page as given, and notes what it was asked. */
function engine(name: string, confidences: number[], asked: string[]): OcrEngine {
  return {
    recognize: async () => {
      asked.push(name);
      return { lines: [], confidence: confidences.shift() ?? 0 };
    },
    close: async () => void asked.push(`${name} closed`),
  };
}

test('a page that is read surely is read once, and the other engine is not even started', async () => {
  const asked: string[] = [];
  const pages = widening(engine('eng', [0.9, 0.95], asked), () => Promise.reject(new Error('started')));
  expect((await readIn(pages.next())).confidence).toBe(0.9);
  expect((await readIn(pages.next())).confidence).toBe(0.95);
  await pages.close();
  expect(asked).toEqual(['eng', 'eng', 'eng closed']);
});

test('a page in another script is read with the other engine, and so are those after it', async () => {
  const asked: string[] = [];
  const other = engine('chi_sim', [0.5, 0.9, 0.95, 0.8], asked);
  const pages = widening(engine('eng', [0.45, 0.3, 0.3], asked), async () => other);
  // A smudge: neither is sure of it.
  expect((await readIn(pages.next())).confidence).toBe(0.45);
  expect((await readIn(pages.next())).confidence).toBe(0.9);
  expect((await readIn(pages.next())).confidence).toBe(0.95);
  expect((await readIn(pages.next())).confidence).toBe(0.8);
  await pages.close();
  const begun = ['eng', 'chi_sim', 'eng', 'chi_sim'];
  expect(asked).toEqual([...begun, 'eng', 'chi_sim', 'chi_sim', 'eng closed', 'chi_sim closed']);
});

test('which engine reads a page hangs on the pages well before it, not on which is done first', async () => {
  const asked: string[] = [];
  const first = engine('eng', [0.3, 0.9, 0.9, 0.9], asked);
  const pages = widening(first, async () => engine('chi_sim', [0.9], asked), 2);
  const one = pages.next();
  const two = pages.next();
  await readIn(one);
  // Done before they begin, yet with other cores they might have begun before.
  await readIn(two);
  await readIn(pages.next());
  await readIn(pages.next());
  expect(asked).toEqual(['eng', 'chi_sim', 'eng', 'eng', 'chi_sim']);
});
