import { expect, test } from 'vitest';
import { isNames, withoutAuthors } from '../../../src/documents/layout/front-matter';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import type { Word } from '../../../src/documents/pdf/page-content';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Draft } from '../../../src/documents/element';
import { line } from './made-page';

const page = (words: Word[], more: Partial<UprightPage> = {}): UprightPage => ({
  ...{ width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box },
  ...more,
});
const sentence = 'The kiln is charged at dusk and fired until the cone has bent over as far as it may';
const text = (y: number, rows = 4): Word[] =>
  Array.from({ length: rows }, (_, i) => line(i === rows - 1 ? 'go.' : sentence, 60, y + 13 * i)).flat();
const titles = async (pages: UprightPage[]) =>
  (await layoutDocument(pages)).flat().flatMap(({ type, text: own }) => (type === 'Title' ? [own] : []));

test('dates, greetings, places to write to, labelled numbers, sums and rows are no titles, however large', async () => {
  const large = [
    ...[
      'March 2006',
      '2020年3月31日',
      'Dear Ms Lull',
      'ana@kiln.example',
      'Invoice No : # BL20151',
      'Cones 821,14',
    ],
    ...['(404) 815-6095', 'The Firing of Cones'],
  ];
  const words = large.flatMap((one, i) => line(one, 60, 60 + 40 * i, 14));
  const row = [...line('Cone', 60, 400, 14), ...line('Heat', 200, 400, 14), ...line('Hours', 340, 400, 14)];
  expect(await titles([page([...words, ...row, ...text(500, 12)])])).toEqual(['The Firing of Cones']);
});

test('authors and where they work are no titles, what is named after two things is one', () => {
  const made = (...lines: [string, number][]) =>
    lines.map(([own, size]) => ({ size, draft: { type: 'Title', text: own, page: 1 } as Draft }));
  const fronts = made(
    ['Firing by Fog', 20],
    ['Ana M. Lull and Piet van der Kiln[1]', 14],
    ['Institute of Fog, Harlingen', 12],
    ['Data Protection and Kiln Safety', 14],
  );
  withoutAuthors(fronts);
  expect(fronts.map(({ draft }) => draft.type)).toEqual([
    ...['Title', 'UncategorizedText', 'UncategorizedText', 'Title'],
  ]);
  expect(isNames('ANNUAL REPORT', true)).toBe(false);
});

test('what is large in the document is text on a page that is set so', async () => {
  const form = Array.from({ length: 40 }, (_, i) => line(sentence.slice(0, 60), 60, 60 + 12 * i, 8)).flat();
  const letter = Array.from({ length: 6 }, (_, i) => line(sentence.slice(0, 62), 60, 60 + 17 * i, 13)).flat();
  const signed = line('Harl and Lull LLP', 60, 260, 13);
  expect(await titles([page(form), page([...letter, ...signed])])).toEqual([]);
});

test('short lines in a font of their own above text are titles though no name says that they are bold', async () => {
  const heads = ['Charging', 'Firing of the cones', 'Drawing'];
  const words = heads.flatMap((head, i) => [
    ...line(head, 60, 60 + 100 * i).map((word) => ({ ...word, font: 'h' })),
    ...text(73 + 100 * i),
  ]);
  expect(await titles([page(words)])).toEqual(heads);
});

test('white words on a bar are a title, on a label none', async () => {
  const white = (own: string, y: number) => line(own, 60, y).map((word) => ({ ...word, light: true }));
  const words = [...white('Drawing', 60), ...text(75), ...white('Open', 200), ...text(215)];
  const fills = [
    { x0: 55, y0: 57, x1: 500, y1: 73 },
    { x0: 58, y0: 197, x1: 84, y1: 213 },
  ];
  expect(await titles([page(words, { fills })])).toEqual(['Drawing']);
});

test('the only page of a file has its foot by what it says and where it stands', async () => {
  const at = async (own: string, size: number) =>
    (await layoutDocument([page([...text(100, 30), ...line(own, 60, 800, size)])]))
      .flat()
      .some(({ type }) => type === 'Footer' || type === 'PageNumber');
  expect(await at('Fog Journal 2010; 86: 272. doi:10.1000/fog', 8)).toBe(true);
  expect(await at('Kiln Street 3, Tel. 0123, mail@kiln.example', 8)).toBe(true);
  expect(await at('第 1 页 / 共 1 页', 10)).toBe(true);
  expect(await at('Bring the cones before dusk', 8)).toBe(false);
});
