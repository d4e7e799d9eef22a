import { expect, test } from 'vitest';
import { ocrDrafts } from '../../../src/documents/ocr/ocr-drafts';
import type { OcrLine } from '../../../src/documents/ocr/ocr-engine';
import { printSizes } from '../../../src/documents/ocr/print-size';

/** Words in boxes that hug their letters, as tesseract gives them: `em` pixels to the em. */
function hugged(text: string, em: number, top: number): OcrLine {
  let x = 100;
  const words = text.split(' ').map((word) => {
    const up = /[bdfhkl]/.test(word) ? 0.72 : /[A-Zi0-9]/.test(word) ? 0.68 : word.includes('t') ? 0.58 : 0.5;
    const down = /[gpqy]/.test(word) ? 0.22 : 0;
    const [from, base] = [x, top + em];
    x += 0.5 * em * (word.length + 1);
    return {
      text: word,
      confidence: 0.95,
      bbox: [
        from,
        Math.round(base - up * em),
        from + 0.5 * em * word.length,
        Math.round(base + down * em),
      ] as OcrLine['bbox'],
    };
  });
  const ys = words.flatMap(({ bbox }) => [bbox[1], bbox[3]]);
  return { words, paragraph: 0, bbox: [100, Math.min(...ys), x, Math.max(...ys)] };
}

const body = [
  'The ash is taken out in the morning and kept',
  'in a bin that has a lid, far from the shed, so',
  'no one can set it on fire a second time as we',
  'once saw in a room at the far end of town.',
];

const page = (heading: string): OcrLine[] => [
  hugged(heading, 56, 100),
  ...body.map((text, i) => ({ ...hugged(text, 44, 220 + 60 * i), paragraph: 1 })),
];

test('letters that reach neither far up nor far down are of the same print as those that do', () => {
  const lines = [...body, 'one more seam', 'one crow'].map((text, i) => hugged(text, 44, 100 + 60 * i));
  expect(new Set(printSizes(lines, false)).size).toBe(1);
});

test.each(['1.3 Merrin', 'Taking out the ash', 'Ovens', 'Glazing by eye'])(
  'a scanned heading a quarter larger than the text is a title: %s',
  async (heading) => {
    const place = { scale: 72 / 300, width: 595, height: 842, turns: 0 };
    const drafts = await ocrDrafts({ lines: page(heading), confidence: 0.95 }, place);
    expect(drafts.map(({ type, text }) => [type, text])).toEqual([
      ['Title', heading],
      ['NarrativeText', body.join(' ')],
    ]);
  },
);

test('where words are boxed as high as their line, their letters say nothing', () => {
  const line = (text: string, height: number, top: number): OcrLine => {
    const words = text.split(' ').map((word, i) => ({
      text: word,
      confidence: 0.98,
      bbox: [100 + 90 * i, top, 180 + 90 * i, top + height] as OcrLine['bbox'],
    }));
    return { words, paragraph: top, bbox: [100, top, 800, top + height] };
  };
  const [heading, ...rest] = printSizes(
    [line('no arms', 50, 0), line('Bring a light', 40, 80), line('or one may err', 41, 130)],
    true,
  );
  expect(heading! / rest[0]!).toBeGreaterThan(1.12);
  expect(rest[0]).toBe(rest[1]);
});

test('a box of Chinese that the engine was unsure of does not make its line larger', () => {
  const line = (heights: number[], top: number): OcrLine => ({
    words: heights.map((height, i) => ({
      text: '窑',
      confidence: 0.9,
      bbox: [100 + 50 * i, top, 145 + 50 * i, top + height],
    })),
    paragraph: top,
    bbox: [100, top, 600, top + 64],
  });
  const sizes = printSizes([line([40, 64, 42, 64, 40], 0), line([42, 42, 64, 41], 80)], false);
  expect(sizes[0]).toBe(sizes[1]);
});
