import { proxy } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import type { ReadOptions } from '../../workers/types';
import { startExtraction } from './extract-worker';
import { helvetica, onePage } from '../fuzz/make-pdf';
import { pdfOf, pictureOf } from './made-pdf';

const { extract, end } = startExtraction();
afterAll(end);

const english: ReadOptions = { ocrLanguages: ['eng'], ocrEngine: 'tesseract' };
const read = (name: string, bytes: ArrayBuffer, options = english, seen = (_fraction: number) => {}) =>
  extract.read(
    { name, bytes },
    options,
    proxy(({ done, total }) => seen(done / total)),
  );

const sentences = [
  'Before each firing the potter looks at the cones and shelves.',
  'Leave the damper half open until the water in the clay is gone.',
  'Close it when the flame at the peephole burns clear and even.',
  'Write the hour of every change into the book beside the door.',
  'The kiln is opened only when a hand can be held in the heat.',
  'Wares of two clays never stand on one shelf in the last hour.',
];
const others = [
  'Rain that fell on the hills by night came down the stream at noon.',
  'A miller sets his stone by the sound of it and not by its weight.',
  'Whoever keeps bees leaves them half of what they have brought in.',
  'In the old orchard stood a ladder that nobody had moved for years.',
  'The ferry went over at six and whoever came too late had to wait.',
  'Bread for the whole week was baked on the evening before market.',
];

const hex = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(2, '0');

/** Lines 30 points apart from the top of the page, unseen. */
const layer = (lines: readonly string[], dx = 0, dy = 0) =>
  lines.map((line, i) => `BT 3 Tr /F 14 Tf ${60 + dx} ${750 - 30 * i - dy} Td (${line}) Tj ET`).join('\n');

/** The same lines as print on a page, 150 dots an inch. */
const scan = (lines: readonly string[]) =>
  pictureOf(1240, 1754, (canvas) => {
    const dots = 1240 / 595;
    canvas.font = `${14 * dots}px Arimo, 'Liberation Sans', Helvetica, Arial, sans-serif`;
    lines.forEach((line, i) => canvas.fillText(line, 60 * dots, (842 - 750 + 30 * i) * dots));
  });

test('text laid over a scan is used where it lies on the print; of another page or beside it, the picture is read', async () => {
  const pictures = [await scan([...sentences, ...sentences])];
  const page = (text: string) => ({ draw: `q 595 0 0 842 0 0 cm /P0 Do Q\n${text}`, pictures });
  const { pages, elements } = await read(
    'layers.pdf',
    pdfOf([
      page(layer([...sentences, ...sentences])),
      page(layer([...others, ...others])),
      page(layer([...sentences, ...sentences], 0, 400)),
    ]),
  );
  expect(pages.map(({ ocr }) => ocr)).toEqual([false, true, true]);
  const text = (number: number) => elements.flatMap((e) => (e.page === number ? [e.text] : [])).join(' ');
  expect(text(2)).toContain('Leave the damper half open');
  expect(text(2)).not.toContain('orchard');
  expect(elements.find((e) => e.page === 3)!.bbox![1]).toBeLessThan(150);
});

test('letters drawn by a bitmap font whose codes are mere numbers are read from the picture', async () => {
  const text = [...sentences, ...sentences].slice(0, 10);
  const codes = [...new Set(text.join('').replaceAll(' ', ''))];
  // 300 dots an inch; the letters are drawn as another font has them, in the order in which they come.
  const code = (letter: string) => (33 + codes.indexOf(letter)).toString(16);
  const shown = text
    .map((line, i) => {
      const words = line.split(' ').map((word) => `<${[...word].map(code).join('')}>`);
      return `BT /T 1 Tf .24 0 0 .24 60 ${780 - 30 * i} Tm [${words.join(' -22000 ')}] TJ ET`;
    })
    .join('\n');
  const widths = codes.map((letter) => (/[il.]/.test(letter) ? 16 : /[mw]/i.test(letter) ? 46 : 32));
  const font = `<< /Type /Font /Subtype /Type3 /FontBBox [0 -14 46 50] /FontMatrix [1 0 0 1 0 0] /FirstChar 33 /LastChar ${32 + codes.length}
    /Widths [${widths.join(' ')}] /Encoding << /Differences [33 ${codes.map((_, i) => `/c${i}`).join(' ')}] >>
    /CharProcs << ${codes.map((_, i) => `/c${i} ${6 + i} 0 R`).join(' ')} >> /Resources << /Font << /F ${helvetica} >> >> >>`;
  const procedures = codes.map((letter, i) => ({
    dictionary: '',
    stream: `${widths[i]!} 0 0 -14 46 50 d1 BT /F 56 Tf (${letter}) Tj ET`,
  }));
  const bytes = onePage(shown, {
    resources: '/Font << /T 5 0 R >>',
    page: '/MediaBox [0 0 595 842]',
    more: [font, ...procedures],
  });
  const { pages, elements } = await read('codes.pdf', bytes.slice().buffer);
  expect(pages.map(({ ocr }) => ocr)).toEqual([true]);
  expect(elements.map((element) => element.text).join(' ')).toContain('Leave the damper half open');
});

test('letters that a font names wrongly are read from the picture, a page of codes is left as it is', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  // Each letter is said to be another sign, as in files whose table of letters was made wrongly.
  const names = [...letters, 'B', 'C', 'I', 'L', 'T', 'W']
    .map((letter) => [letter, String.fromCharCode(letter.charCodeAt(0) - 43)] as const)
    .map(([letter, sign]) => `<${hex(letter)}> <00${hex(sign)}>`);
  const table = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange ${names.length} beginbfchar ${names.join(' ')} endbfchar endcmap end end`;
  const lines = (text: readonly string[]) =>
    text.map((line, i) => `BT /F 11 Tf 50 ${780 - 22 * i} Td (${line}) Tj ET`).join('\n');
  const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>';
  const cipher = onePage(lines([...sentences, ...others, ...sentences, ...others]), {
    resources: `/Font << /F ${font} >>`,
    page: '/MediaBox [0 0 595 842]',
    more: [{ dictionary: '', stream: table }],
  });
  const { pages, elements } = await read('cipher.pdf', cipher.slice().buffer);
  expect(pages.map(({ ocr }) => ocr)).toEqual([true]);
  expect(elements.map((element) => element.text).join(' ')).toContain('Leave the damper half open');

  const codes = Array.from({ length: 24 }, (_, i) => `x${i}b7q9 k4j${i}z8 w3v${i}r5 m6t${i}s2 d9f${i}h1`);
  const kept = await read(
    'codes.pdf',
    onePage(lines(codes), { page: '/MediaBox [0 0 595 842]' }).slice().buffer,
  );
  expect(kept.pages.map(({ ocr }) => ocr)).toEqual([false]);
});

test('among 120 pages of text, pictures of text and of tables are read in their place, one that comes back once, drawings not', async () => {
  const prose = Array.from(
    { length: 20 },
    (_, i) => `BT /F 11 Tf 60 ${320 - 14 * i} Td (${others[i % others.length]!}) Tj ET`,
  ).join('\n');
  const lines = (some: readonly string[]) =>
    pictureOf(900, 400, (canvas) => {
      canvas.font = '30px serif';
      some.forEach((line, i) => canvas.fillText(line, 30, 60 + 56 * i));
    });
  const letterhead = await lines(others.toReversed());
  const drawn = await pictureOf(900, 400, (canvas) => {
    canvas.font = '26px sans-serif';
    ['Kiln', 'Damper', 'Flue', 'Chimney', 'Burner'].forEach((label, i) => {
      canvas.strokeRect(30 + 170 * i, 60 + 50 * (i % 3), 140, 90);
      canvas.fillText(label, 45 + 170 * i, 115 + 50 * (i % 3));
    });
  });
  // `finer`: from 3.4 times on it has more pixels than are decoded while text is read.
  const table = (rows: readonly string[][], finer = 1) =>
    pictureOf(finer * 1200, finer * (90 * rows.length + 40), (canvas) => {
      canvas.scale(finer, finer);
      canvas.font = '36px sans-serif';
      canvas.lineWidth = 3;
      rows.forEach((row, i) =>
        row.forEach((cell, j) => {
          canvas.strokeRect(20 + 290 * j, 20 + 90 * i, 290, 90);
          canvas.fillText(cell, 44 + 290 * j, 80 + 90 * i);
        }),
      );
    });
  const firings = [
    ['Firing', 'Hours', 'Degrees', 'Fuel'],
    ['Biscuit', '14', '960', 'Spruce'],
    ['Glost', '19', '1280', 'Beech'],
    ['Salt', '23', '1310', 'Larch'],
  ];
  const clays = [
    ['Clay', 'Sand', 'Water', 'Origin'],
    ['Red', '12', '26', 'Valley'],
    ['White', '31', '22', 'Harbour'],
    ['Black', '18', '25', 'Moor'],
  ];
  const shown = new Map([
    [4, await lines(sentences)],
    [59, await table(firings)],
    [60, drawn],
    ...[70, 71, 72, 73].map((page) => [page, letterhead] as const),
    [117, await table(clays, 4)],
  ]);
  const above = 'BT /F 11 Tf 60 760 Td (What follows was copied from the old book of the kiln:) Tj ET';
  const pages = Array.from({ length: 120 }, (_, i) => {
    const picture = shown.get(i + 1);
    if (!picture) return { draw: prose };
    const height = (450 * picture.height) / picture.width;
    return { draw: `q 450 0 0 ${height} 60 500 cm /P0 Do Q\n${above}\n${prose}`, pictures: [picture] };
  });
  const { elements } = await read('mixed.pdf', pdfOf(pages));
  const recognised = elements.filter(({ source }) => source === 'ocr');
  expect([...new Set(recognised.map((e) => e.page))]).toEqual([4, 59, 70, 117]);
  expect(recognised.map((e) => e.text).join(' ')).toContain('the damper half open');
  for (const [number, rows] of [
    [59, firings],
    [117, clays],
  ] as const) {
    const own = elements.filter(({ page }) => page === number);
    expect(own[0]!.text).toContain('copied from the old book');
    expect(own[1]!.rows).toEqual(rows);
    expect(own[2]!.source).toBe('text');
  }
});

test('while a scanned PDF is recognised its progress goes on with each page', async () => {
  const pictures = [await scan(sentences)];
  const fractions: number[] = [];
  const pages = Array.from({ length: 4 }, () => ({ draw: 'q 595 0 0 842 0 0 cm /P0 Do Q', pictures }));
  await read('scans.pdf', pdfOf(pages), english, (fraction) => void fractions.push(fraction));
  const distinct = [...new Set(fractions)];
  expect(distinct).toEqual([...distinct].sort((a, b) => a - b));
  // Each page is about a quarter of the work.
  for (const quarter of [0.25, 0.5, 0.75])
    expect(distinct.some((fraction) => Math.abs(fraction - quarter) < 0.12)).toBe(true);
});

test.each(['tesseract', 'paddle'] as const)(
  '%s: reading several pictures is cancelled in the middle of a page, and the next is read',
  async (ocrEngine) => {
    const note = await scan(sentences);
    const file = () => note.jpeg.slice().buffer as ArrayBuffer;
    const options = { ...english, ocrEngine };
    const reads = [1, 2, 3].map((n) => read(`${n}.jpg`, file(), options));
    const codes = Promise.all(
      reads.map((one) =>
        one.then(
          () => 'read',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    void extract.cancel();
    expect(await codes).toEqual(['cancelled', 'cancelled', 'cancelled']);
    const [{ elements }, again] = await Promise.all([
      read('4.jpg', file(), options),
      read('5.jpg', file(), options),
    ]);
    expect(elements.map((e) => e.text).join(' ')).toContain('Leave the damper half open');
    expect(again.elements.map((e) => e.text)).toEqual(elements.map((e) => e.text));
  },
);
