import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Word } from '../../../src/documents/pdf/page-content';
import { line } from './made-page';
import { read } from './reading';

const body = [
  'the charge is brought to the cone before any water is let in and it stays there',
  'for as long as harl is drawn because a cone that loses its charge is wetted at once',
  'and has to be taken out and dried by hand which nobody does twice in one winter',
];

/** A page of running text, which begins with a line of its own, and what else stands on it. */
function page(number: number, ...more: Word[][]): UprightPage {
  const opening = `${body[number % 3]!.slice(0, 40 + (number % 7))} ${'abcdefgh'[number]!.repeat(4)}`;
  const text = Array.from({ length: 40 }, (_, i) => line(body[(i + number) % 3]!, 60, 82 + 14 * i));
  const words = [...more, line(opening, 60, 68), ...text].flat();
  return { width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box };
}

const furniture = async (pages: UprightPage[]) =>
  (await layoutDocument(pages)).map((drafts) =>
    drafts
      .filter(({ type }) => type === 'Header' || type === 'Footer' || type === 'PageNumber')
      .map(({ text }) => text),
  );

const numbers = [0, 1, 2, 3, 4, 5];

test('the running heads of a printed handbook, which name its chapters, are no text', async () => {
  const sample = new URL('../../../public/sample/handbook-1-principles.pdf', import.meta.url);
  const { elements } = await read('handbook.pdf', new Uint8Array(readFileSync(sample)));
  const heads = elements.filter((e) => e.type === 'Header');
  expect(heads.map((e) => e.page)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(heads[0]!.text).toBe('The Spindrake Handbook · Principles and Terms 1 Fog and harl');
  const text = elements.filter((e) => e.type !== 'Header').map((e) => e.text);
  expect(text.filter((t) => t.includes('Handbook ·'))).toEqual([]);
  expect(text).toContain('1 Fog and harl');
});

test('a foot with the page labels of appendices is one foot', async () => {
  const labels = ['1', '2', '3', 'A-1', 'B-1', 'B-2'];
  const pages = numbers.map((i) => page(i, line(`SP 30 Page ${labels[i]}`, 60, 800)));
  expect(await furniture(pages)).toEqual(labels.map((label) => [`SP 30 Page ${label}`]));
});

test('a head is known by the part that stays, a chapter alone by the place where such heads stand', async () => {
  const chapters = ['Fog and Harl', 'Fog and Harl', 'Charge', 'Charge', 'Units', 'Glossary'];
  const beside = numbers.map((i) =>
    page(i, line('The Handbook', 60, 36, 8), line(chapters[i]!, 400 + 7 * i, 36, 8)),
  );
  expect(await furniture(beside)).toEqual(chapters.map((chapter) => [`The Handbook ${chapter}`]));
  const alone = ['Fog', 'Fog', 'Fog', 'Charge', 'Charge', 'Units'];
  const pages = numbers.map((i) => page(i, line(alone[i]!, 60 + 11 * i, 36, 8)));
  expect(await furniture(pages)).toEqual(alone.map((chapter) => [chapter]));
});

test('page numbers beside the text are page numbers', async () => {
  const pages = numbers.map((i) => page(i, line(`${i + 7}`, 20, 640)));
  expect(await furniture(pages)).toEqual(numbers.map((i) => [`${i + 7}`]));
});

test('text that begins at the same height on every page, or in the same words, is text', async () => {
  expect((await furniture(numbers.map((i) => page(i)))).flat()).toEqual([]);
  const rows = numbers.map((i) =>
    page(i, line('Cone', 60, 54), line(`fires at ${'abcdef'[i]} degrees`, 300, 54)),
  );
  expect((await furniture(rows)).flat()).toEqual([]);
});

test('the heading row of a table that goes on over pages stays with its table', async () => {
  const row = (cells: string[], y: number) => cells.map((cell, i) => line(cell, 60 + 120 * i, y));
  const pages = numbers.map((i): UprightPage => {
    const rows = Array.from({ length: 30 }, (_, r) =>
      row([`Glaze ${'abcdef'[i]} ${r}`, `${r * 7 + i}`, `${r * 3 + i}.5`], 72 + 14 * r),
    );
    const words = [line('Stock of Glazes', 60, 30), ...row(['Name', 'Spring', 'Autumn'], 58), ...rows.flat()];
    return { ...page(0), words: words.flat() };
  });
  expect(await furniture(pages)).toEqual(numbers.map(() => ['Stock of Glazes']));
  const [table, ...more] = (await layoutDocument(pages)).flat().filter((d) => d.type === 'Table');
  expect(more).toEqual([]);
  expect(table!.cells!.filter((c) => c.text === 'Name')).toHaveLength(1);
  expect(table!.cells!.slice(0, 3).map((c) => c.text)).toEqual(['Name', 'Spring', 'Autumn']);
  expect(table!.headerRows).toBe(1);
});

/** The page as an engine read it from a picture: every line a paragraph, shifted as it lay on the glass. */
function recognised(number: number, head: string, shift: number): UprightPage {
  const own = page(number);
  const lines = [line(head, 60 + shift, 40 + shift), line(`${number + 1}`, 300 + shift, 800 + shift)];
  return {
    ...own,
    words: [...lines.flat(), ...own.words],
    order: [...lines.map((l) => [l]), own.words.map((w) => [w])],
  };
}

test('a head is known on scanned pages, misread letters and crooked sheets included', async () => {
  const heads = ['The Fog Handbook 1', 'The Fog Handbook 2', 'Ihe Fog Handbock 3', 'The Fog Hand book 4'];
  const pages = heads.map((head, i) => recognised(i, head, [0, 6, 11, 3][i]!));
  expect(await furniture(pages)).toEqual(heads.map((head, i) => [head, `${i + 1}`]));
});

test('a scanned page among printed ones has their head', async () => {
  const printed = numbers.slice(0, 3).map((i) => page(i, line('The Fog Handbook', 60, 40)));
  const pages = [...printed, recognised(3, 'The Fog Hardbook', 8)];
  expect((await furniture(pages))[3]).toEqual(['The Fog Hardbook', '4']);
});

/** A page that is not full: `rows` lines of text, and what stands on it. */
function short(rows: number, number: number, ...more: Word[][]): UprightPage {
  const text = Array.from({ length: rows }, (_, i) => line(body[(i + number) % 3]!, 60, 82 + 14 * i));
  const words = [...more, ...text].flat();
  return { width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box };
}

test('a foot that counts the pages is one wherever the text ends; last lines with other figures are text', async () => {
  const rows = [30, 12, 21, 9, 26, 17];
  const below = (i: number) => 82 + 14 * rows[i]! + 20;
  const feet = rows.map((n, i) => short(n, i, line(`Annual account, ${i + 3}`, 200, below(i))));
  expect(await furniture(feet)).toEqual(numbers.map((i) => [`Annual account, ${i + 3}`]));
  const alone = rows.map((n, i) => short(n, i, line(`${i + 3}`, 300, below(i))));
  expect(await furniture(alone)).toEqual(numbers.map((i) => [`${i + 3}`]));
  const sums = rows.map((n, i) => short(n, i, line(`Sum of the page, ${n * n}`, 200, below(i))));
  expect(await furniture(sums)).toEqual(numbers.map(() => []));
});

test('where the margin is wide, the first line may be a running head', async () => {
  const heads = ['First', 'Second'].map((name) => `Chapter of the ${name} Kiln`);
  const lower = numbers.map((i) => {
    const { words, ...rest } = page(i, line(heads[i % 2]!, 200, 38));
    const moved = words.map((w) => ({ ...w, y0: w.y0 + 82, y1: w.y1 + 82, baseline: w.baseline + 82 }));
    return { ...rest, words: moved, height: 900 };
  });
  expect(await furniture(lower)).toEqual(numbers.map((i) => [heads[i % 2]]));
});

test('of a single page, a line with a page number at its end is head or foot, a heading with a number is none', async () => {
  const one = (...more: Word[][]) => furniture([page(0, ...more)]);
  const magazine = [...line('8', 60, 800), ...line('Harl and Fog', 110, 800)];
  expect(await one(magazine)).toEqual([['8 Harl and Fog']]);
  const notice = [...line('www.example.org', 60, 800), ...line('Page 3 of 229', 450, 800)];
  expect(await one(notice)).toEqual([['www.example.org Page 3 of 229']]);
  const heading = [...line('Part', 60, 36, 14), ...line('2', 200, 36, 14)];
  expect(await one(heading)).toEqual([[]]);
});

test("a row of headings that begins every page below a wide margin is the table's", async () => {
  const heads = (i: number) => {
    const { words, ...rest } = page(i);
    const moved = words.map((w) => ({ ...w, y0: w.y0 + 82, y1: w.y1 + 82, baseline: w.baseline + 82 }));
    const row = ['Kiln', 'Firings', 'Cones', 'Harl'].flatMap((name, k) => line(name, 60 + 110 * k, 120));
    return { ...rest, words: [...row, ...moved], height: 900 };
  };
  expect(await furniture(numbers.map(heads))).toEqual(numbers.map(() => []));
});
