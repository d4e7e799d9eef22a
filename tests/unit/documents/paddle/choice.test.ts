import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { enginesFor } from '../../../../src/documents/ocr/choice';
import type { OcrEngine, OcrImage } from '../../../../src/documents/ocr/ocr-engine';
import { recognizeTurned } from '../../../../src/documents/ocr/recognize-turned';
import { readDocument } from '../../../../src/documents/read-document';
import { HoneError } from '../../../../src/errors/hone-error';
import { forFiles, widening, type PageEngine } from '../../../../src/documents/ocr/widening';

const image = { width: 1, height: 1, grey: new Uint8Array(1) };

test('by itself Chinese goes to PaddleOCR, English to tesseract and only its doubtful pages to PaddleOCR', () => {
  expect(enginesFor('automatic', ['chi_sim', 'eng'], true)).toEqual({ first: 'paddle', wider: null });
  expect(enginesFor('automatic', ['deu', 'chi_sim', 'eng'], true).first).toEqual(['deu', 'chi_sim', 'eng']);
  expect(enginesFor('automatic', ['eng'], true)).toEqual({ first: ['eng'], wider: 'paddle' });
});

test('where PaddleOCR is not installed, or tesseract was chosen, both languages are tesseract’s', () => {
  const both = { first: ['eng'], wider: ['chi_sim', 'eng'] };
  expect(enginesFor('automatic', ['eng'], false)).toEqual(both);
  expect(enginesFor('tesseract', ['eng'], true)).toEqual(both);
  expect(enginesFor('tesseract', ['chi_sim', 'eng'], true)).toEqual({
    first: ['chi_sim', 'eng'],
    wider: null,
  });
  // Whoever asks for it gets it, or is told that it is missing.
  expect(enginesFor('paddle', ['eng'], false)).toEqual({ first: 'paddle', wider: null });
});

const sureness = (confidence: number, turns?: number): OcrEngine => ({
  recognize: async () => ({ lines: [], confidence, ...(turns !== undefined && { settled: { turns } }) }),
  close: async () => undefined,
});

const readIn = (engine: PageEngine) => recognizeTurned(engine, image, new AbortController().signal);

test('a doubtful page is PaddleOCR’s only where it is sure in its own measure', async () => {
  const doubtfully = widening(sureness(0.6), async () => sureness(0.8, 0)).next();
  expect((await readIn(doubtfully)).read.confidence).toBe(0.6);
  const surely = widening(sureness(0.6), async () => sureness(0.97, 0)).next();
  expect((await readIn(surely)).read.confidence).toBe(0.97);
});

test('nor where it read but the points of a script that it does not know', async () => {
  const reading = (text: string, confidence: number, settled?: { turns: number }): OcrEngine => {
    const bbox: [number, number, number, number] = [0, 0, 1, 1];
    const lines = [{ words: [{ text, bbox, confidence }], bbox, paragraph: 0 }];
    return {
      recognize: async () => ({ lines, confidence, ...(settled && { settled }) }),
      close: async () => undefined,
    };
  };
  const points = async () => reading('.,', 0.96, { turns: 0 });
  const page = widening(reading('neub pasxuraiot', 0.5), points).next();
  expect((await readIn(page)).read.confidence).toBe(0.5);
});

test('an engine that settled how the page lies is asked once', async () => {
  let asked = 0;
  const engine = {
    recognize: async () => {
      asked++;
      return { lines: [], confidence: 0.2, settled: { turns: 3 } };
    },
  };
  const { turns } = await readIn(engine);
  expect([turns, asked]).toEqual([3, 1]);
});

test('a page on its side is turned before PaddleOCR is even started', async () => {
  const upright = { width: 2, height: 1, grey: new Uint8Array(2) };
  const tesseract: OcrEngine = {
    recognize: async (seen) => ({
      lines: [],
      confidence: 'grey' in seen && seen.height > seen.width ? 0.95 : 0.4,
    }),
    close: async () => undefined,
  };
  const page = widening(tesseract, () => Promise.reject(new Error('started'))).next();
  const { read, turns } = await recognizeTurned(page, upright, new AbortController().signal);
  expect([read.confidence, turns]).toEqual([0.95, 1]);
});

test('a file that only tesseract can decode goes to it, started then', async () => {
  const asked: string[] = [];
  const noting = (name: string): OcrEngine => ({
    recognize: async () => {
      asked.push(name);
      return { lines: [], confidence: 1 };
    },
    close: async () => void asked.push(`${name} closed`),
  });
  const engine = forFiles(noting('paddle'), async () => noting('tesseract'));
  const tiff: OcrImage = { file: new Uint8Array(8) };
  await engine.recognize(image);
  await engine.recognize(tiff);
  await engine.close();
  expect(asked).toEqual(['paddle', 'tesseract', 'paddle closed', 'tesseract closed']);
});

const missing: OcrEngine = {
  recognize: () => Promise.reject(new HoneError('ocr/no-paddle')),
  close: async () => undefined,
};

test('models that cannot be fetched cost a doubtful page nothing, and are named where PaddleOCR was chosen', async () => {
  const page = widening(sureness(0.6), async () => missing).next();
  expect((await readIn(page)).read.confidence).toBe(0.6);

  const bytes = new Uint8Array(
    await readFile(new URL('../../../fixtures/documents/note.png', import.meta.url)),
  );
  const settings = {
    signal: new AbortController().signal,
    ocrLanguages: ['eng'],
    ocrEngine: 'paddle' as const,
    assets: { cMapUrl: '', standardFontDataUrl: '', wasmUrl: '', startOcr: async () => missing },
    onProgress: () => undefined,
  };
  await expect(readDocument({ name: 'note.png', bytes }, settings)).rejects.toMatchObject({
    code: 'ocr/no-paddle',
    parameters: { file: 'note.png' },
  });
});
