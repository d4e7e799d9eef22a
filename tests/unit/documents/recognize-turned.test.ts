import { expect, test } from 'vitest';
import type { OcrPage, OcrWord } from '../../../src/documents/ocr/ocr-engine';
import { recognizeTurned } from '../../../src/documents/ocr/recognize-turned';

const [width, height] = [400, 300];

/** A table of two rows and two columns between drawn lines. */
function table() {
  const grey = new Uint8Array(width * height).fill(250);
  const box = (x0: number, y0: number, x1: number, y1: number) => {
    for (let y = y0; y < y1; y++) grey.fill(20, y * width + x0, y * width + x1);
  };
  for (const y of [40, 120, 200]) box(40, y, 361, y + 2);
  for (const x of [40, 200, 359]) box(x, 40, x + 2, 202);
  return { width, height, grey };
}

const word = (text: string, confidence: number, x: number, y: number): OcrWord => ({
  text,
  confidence,
  bbox: [x, y, x + 40, y + 14],
});

const page = (...words: OcrWord[]): OcrPage => ({
  confidence: 0.9,
  lines: words.map((own, paragraph) => ({ words: [own], bbox: own.bbox, paragraph })),
});

test('between the lines of a table a word is read as the surer of two looks has it; what only the second sees is added', async () => {
  const first = page(
    word('Salt', 0.96, 60, 70),
    word('a2', 0.6, 240, 70),
    word('Glaze', 0.7, 60, 150),
    word('belew', 0.6, 60, 240),
  );
  const second = page(
    word('Sait', 0.95, 61, 70),
    word('32', 0.95, 242, 71),
    word('Glazo', 0.75, 60, 150),
    word('7', 0.9, 240, 150),
    word('below', 0.95, 60, 240),
  );
  const engine = { recognize: async (_image: unknown, oneBlock = false) => (oneBlock ? second : first) };
  const { read } = await recognizeTurned(engine, table(), new AbortController().signal);
  expect(read.lines.flatMap(({ words }) => words.map(({ text }) => text))).toEqual([
    'Salt',
    '32',
    'Glaze',
    'belew',
    '7',
  ]);
});
