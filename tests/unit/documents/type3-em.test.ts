import { expect, test } from 'vitest';
import { emOfType3 } from '../../../src/documents/pdf/type3-em';
import { onePage } from '../../fuzz/make-pdf';
import { read } from './reading';

test('the em of outlines and of bitmaps set at their size is their size, of other bitmaps it is guessed from the letters', () => {
  const widths = { 65: 40, 66: 44, 67: 22, 68: 42 };
  expect(emOfType3({ fontMatrix: [0.001, 0, 0, 0.001, 0, 0], bbox: [0, 0, 100, 100] })).toBe(1);
  expect(emOfType3({ fontMatrix: [0.012, 0, 0, 0.012, 0, 0], bbox: [-4, -21, 83, 78], widths })).toBe(1);
  expect(emOfType3({ fontMatrix: [1, 0, 0, -1, 0, 0], bbox: [-5, -25, 97, 75], widths })).toBeCloseTo(84);
  // What a file says of its letters may be no box of theirs.
  expect(emOfType3({ fontMatrix: [1, 0, 0, 1, 0, 0], bbox: [0, 0, 1000, 1000], widths })).toBe(84);
  expect(emOfType3({ fontMatrix: [1, 0, 0, 1, 0, 0], bbox: [0, 0, 0, 0] })).toBe(1);
});

test('lines in a bitmap font of a printer, as dvips makes them, keep their words and their order', async () => {
  // 300 dots an inch: 10 points are 42 dots.
  const letters = [...new Set('The kiln is warm. Open the damper fully.'.replaceAll(' ', ''))];
  const stroke = { dictionary: '', stream: '21 0 2 0 18 28 d1 2 0 16 28 re f' };
  const line = (text: string, y: number) =>
    `BT /T 1 Tf 1 0 0 1 60 ${y} Tm [${text
      .split(' ')
      .map((word) => `(${word})`)
      .join(' -14000 ')}] TJ ET`;
  const text = ['The kiln is warm.', 'Open the damper fully.', 'The damper is warm.', 'Open the kiln fully.'];
  const bytes = onePage(
    `q .24 0 0 .24 0 0 cm ${text.map((one, i) => line(one, 800 - 50 * i)).join('\n')} Q`,
    {
      resources: '/Font << /T 5 0 R >>',
      more: [
        `<< /Type /Font /Subtype /Type3 /FontBBox [2 0 18 28] /FontMatrix [1 0 0 1 0 0] /FirstChar 32 /LastChar 126 /Widths [${'21 '.repeat(95)}] /Encoding << /Type /Encoding /Differences [${letters.map((letter) => `${letter.charCodeAt(0)} /a${letter.charCodeAt(0)}`).join(' ')}] >> /CharProcs << ${letters.map((letter) => `/a${letter.charCodeAt(0)} 6 0 R`).join(' ')} >> >>`,
        stroke,
      ],
    },
  );
  const { elements } = await read('dvips.pdf', bytes);
  expect(elements.map((element) => element.text).join(' ')).toBe(text.join(' '));
});
