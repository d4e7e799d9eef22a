import { expect, test } from 'vitest';
import { ocrDrafts } from '../../../src/documents/ocr/ocr-drafts';
import type { OcrLine } from '../../../src/documents/ocr/ocr-engine';

const place = { scale: 0.5, width: 400, height: 600, turns: 0 };

/** A line 20 pixels high, its words 12 pixels a letter. */
function line(text: string, x: number, y: number, paragraph: number): OcrLine {
  let at = x;
  const words = text.split(' ').map((word) => {
    const x0 = at;
    at += 12 * (word.length + 1);
    return { text: word, bbox: [x0, y, at - 12, y + 20] as OcrLine['bbox'], confidence: 0.9 };
  });
  return { words, bbox: [x, y, at - 12, y + 20], paragraph };
}

const outline = async (lines: OcrLine[]) =>
  (await ocrDrafts({ lines, confidence: 0.9 }, place)).map((d) => `${d.type}: ${d.text}`);

test('short columns of a scan are read one after the other, paragraph by paragraph', async () => {
  const lines = [
    line('The lining cracks when it', 40, 200, 0),
    line('is heated too fast.', 40, 228, 0),
    line('Keep the damper open and', 64, 256, 1),
    line('wait for the steam to go.', 40, 284, 1),
    line('Cool it slowly as well and', 430, 200, 2),
    line('leave the door shut.', 430, 228, 2),
    line('17', 390, 1160, 3),
  ];
  expect(await outline(lines)).toEqual([
    'NarrativeText: The lining cracks when it is heated too fast.',
    'NarrativeText: Keep the damper open and wait for the steam to go.',
    'NarrativeText: Cool it slowly as well and leave the door shut.',
    'PageNumber: 17',
  ]);
});

test('words that touch stay two, as the engine read them', async () => {
  const touching = line('a token ofaffection, given', 40, 200, 0);
  const [first, second, third, last] = touching.words;
  const [x0, y0, x1, y1] = third!.bbox;
  const cut = x0 + 26;
  const words = [
    first!,
    second!,
    { ...third!, text: 'of', bbox: [x0, y0, cut, y1] as OcrLine['bbox'] },
    { ...third!, text: 'affection,', bbox: [cut + 1, y0, x1, y1] as OcrLine['bbox'] },
    last!,
  ];
  expect(await outline([{ ...touching, words }])).toEqual(['NarrativeText: a token of affection, given']);
});

test('a wrapped line of a paragraph stays in it, list items are cut apart', async () => {
  const lines = [
    line('Vinko said that few', 40, 200, 0),
    line('Volvo cars are left, and that the town is rather quiet now.', 40, 228, 0),
    line('1. Open the damper', 40, 300, 1),
    line('2. Close the door', 40, 328, 1),
  ];
  expect(await outline(lines)).toEqual([
    'NarrativeText: Vinko said that few Volvo cars are left, and that the town is rather quiet now.',
    'ListItem: 1. Open the damper',
    'ListItem: 2. Close the door',
  ]);
});

test('a table that was recognised column by column is one table, between the texts around it', async () => {
  const names = ['Cone', '022', '018', '010', '06', '04'];
  const slow = ['Slow', '586', '696', '891', '981', '1050'];
  const fast = ['Fast', '590', '712', '903', '998', '1060'];
  const column = (cells: string[], x: number, paragraph: number) =>
    cells.map((cell, i) => line(cell, x, 300 + 40 * i, paragraph));
  const lines = [
    line('These are the temperatures at which cones bend over.', 40, 200, 0),
    ...[...column(names, 40, 1), ...column(slow, 300, 2), ...column(fast, 560, 3)],
    line('Read them off before the firing starts, not after it.', 40, 620, 4),
  ];
  const drafts = await ocrDrafts({ lines, confidence: 0.9 }, place);
  expect(drafts.map((d) => d.type)).toEqual(['NarrativeText', 'Table', 'NarrativeText']);
  expect(drafts[1]!.cells).toHaveLength(18);
  expect(drafts.every((d) => d.source === 'ocr' && d.confidence === 0.9)).toBe(true);
});

test.each([
  ['down', 1],
  ['up', 3],
])('lines that were read running %s the page are text, their boxes where they stand', async (_, turns) => {
  const upright = [
    line('The lining cracks when it', 40, 200, 0),
    line('is heated too fast.', 40, 228, 0),
    line('Keep the damper open and', 40, 300, 1),
    line('wait for the steam to go.', 40, 328, 1),
  ];
  // The sheet, 800 by 1200 pixels, as it lies on its right or left side.
  const lay = ([x0, y0, x1, y1]: OcrLine['bbox']): OcrLine['bbox'] =>
    turns === 1 ? [1200 - y1, x0, 1200 - y0, x1] : [y0, 800 - x1, y1, 800 - x0];
  const lines = upright.map(({ words, bbox, paragraph }) => ({
    words: words.map((w) => ({ ...w, bbox: lay(w.bbox) })),
    bbox: lay(bbox),
    paragraph,
  }));
  const drafts = await ocrDrafts({ lines, confidence: 0.9 }, { ...place, width: 600, height: 400 });
  expect(drafts.map((d) => d.text)).toEqual([
    'The lining cracks when it is heated too fast.',
    'Keep the damper open and wait for the steam to go.',
  ]);
  const [a, b] = [lines[0]!.bbox, lines[1]!.bbox];
  const whole = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
  expect(drafts[0]!.bbox!.map((v) => v / place.scale)).toEqual(whole);
});

test('words of Chinese are joined, the columns of a Chinese line are not', async () => {
  const at = (text: string, x0: number, x1: number) => ({
    text,
    bbox: [x0, 200, x1, 220] as OcrLine['bbox'],
    confidence: 0.9,
  });
  const words = [
    at('升温', 40, 80),
    at('过', 88, 108),
    at('快，', 116, 142),
    at('会', 157, 177),
    at('窑', 240, 260),
  ];
  expect(await outline([{ words, bbox: [40, 200, 260, 220], paragraph: 0 }])).toEqual([
    'UncategorizedText: 升温过快，会 窑',
  ]);
});

test("bars are what is left of a table's lines where there are some, and text where there are none", async () => {
  const read = { lines: [line('| clay 900 |', 40, 200, 0)], confidence: 0.9 };
  const rules = [{ horizontal: true, at: 190, from: 40, to: 400, thickness: 2 }];
  const text = async (more: object) => (await ocrDrafts(read, { ...place, ...more }))[0]!.text;
  expect([await text({ rules }), await text({})]).toEqual(['clay 900', '| clay 900 |']);
});
