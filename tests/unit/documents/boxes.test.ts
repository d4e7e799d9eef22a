import { expect, test } from 'vitest';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import { layoutPage } from '../../../src/documents/layout/layout-page';
import type { Box } from '../../../src/documents/layout/box';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import { grid, line } from './made-page';

const sentence = 'the kiln is charged at dusk and fired until the cone has bent over as far as it may';
const text = (rows: number, { x, y, pitch, letters, size = 10 }: Record<string, number>): Word[] =>
  Array.from({ length: rows }, (_, i) => line(sentence.slice(0, letters), x!, y! + pitch! * i, size)).flat();

const read = (words: Word[], rules: Rule[] = [], fills: Box[] = []) =>
  layoutPage({ width: 595, height: 842, words, rules, fills, sideways: [], toShown: (box) => box }, []).map(
    (block) => (block.kind === 'table' ? 'a table' : block.paragraph.text),
  );

const noteLines = ['Received 3 May', 'Accepted in June', 'Potter and editor', 'Ana Lull', 'Open to all'];
const notes = (x: number, y: number, pitch: number, size = 10) =>
  noteLines.flatMap((note, i) => line(note, x, y + pitch * i, size));

test('notes in the margin at other heights than the text are read after it, and do not part it', () => {
  const found = read([...notes(40, 103, 17, 8), ...text(14, { x: 180, y: 100, pitch: 14, letters: 79 })]);
  expect(found[0]).toBe(Array.from({ length: 14 }, () => sentence.slice(0, 79)).join(' '));
  expect(found.slice(1).join(' ')).toBe(noteLines.join(' '));
});

test('terms beside what they mean stand at the same heights, and stay with it', () => {
  const terms = noteLines.flatMap((term, i) => [
    ...line(term, 40, 100 + 14 * i),
    ...line(sentence.slice(0, 70), 180, 100 + 14 * i),
  ]);
  expect(read(terms).join(' ')).toContain(`${noteLines[0]} the kiln`);
});

/** Text of whose lines some end at a box. */
const around = (box: Box): Word[] =>
  Array.from({ length: 20 }, (_, i) => {
    const y = 100 + 13 * i;
    const isBeside = y + 10 > box.y0 && y < box.y1;
    return line(isBeside ? sentence.slice(0, 51) : sentence, 60, y);
  }).flat();

const box: Box = { x0: 340, y0: 160, x1: 480, y1: 250 };

test('the text of a shaded or framed box in the text is read whole, behind the paragraph beside it', () => {
  const inside = notes(350, 166, 15);
  const paragraph = read(around(box)).join(' ');
  const frame = grid([box.x0, box.x1], [box.y0, box.y1]);
  for (const [rules, fills] of [
    [[], [box]],
    [frame, []],
  ] as [Rule[], Box[]][])
    expect(read([...around(box), ...inside], rules, fills).join(' ')).toBe(
      `${paragraph} ${noteLines.join(' ')}`,
    );
});

test('a shaded cell of two lines, or a shaded column, is no box', () => {
  const rows = Array.from({ length: 8 }, (_, i) => [
    ...line('charge of', 60, 100 + 30 * i),
    ...line(`cone ${i} north`, 60, 112 + 30 * i),
    ...line(`${i}10.5`, 240, 106 + 30 * i),
    ...line(`${i}20.5`, 330, 106 + 30 * i),
  ]).flat();
  const shaded = [0, 2, 4, 6].flatMap((i) => [
    { x0: 55, x1: 230, y0: 96 + 30 * i, y1: 126 + 30 * i },
    { x0: 230, x1: 400, y0: 96 + 30 * i, y1: 126 + 30 * i },
  ]);
  const column = [{ x0: 325, x1: 400, y0: 96, y1: 340 }];
  const plain = read(rows);
  expect(read(rows, [], column)).toEqual(plain);
  expect(read(rows, [], shaded).join()).not.toContain('charge of cone 0 north charge');
});

test('lines set wide, as a court paper is over notes set solid, are one paragraph', () => {
  const lines = [
    'The court will hear what the parties have to say about the firing of',
    'the kiln and of the cones that were lost when the charge was wetted at',
    'dusk, for as long as harl is drawn and no water has been let in to',
    'the north kiln.',
  ];
  const body = lines.flatMap((one, i) => line(one, 60, 100 + 28 * i, 12));
  const small = Array.from({ length: 12 }, (_, i) => line(sentence, 60, 300 + 11 * i, 9)).flat();
  expect(read([...body, ...small])[0]).toBe(lines.join(' '));
});

test('a program keeps its lines and what they are set in by, in one piece; a typed letter is text', async () => {
  const code = ['fire(cone):', '  while cone.stands():', '    heat(cone, 5)', '', '  return cone.bent'];
  const mono = (text: string, y: number) => {
    const set = line(text.trimStart(), 60 + 6 * (text.length - text.trimStart().length), y);
    let at = 60 + 6 * (text.length - text.trimStart().length);
    return set.map((word) => {
      const x0 = at;
      at = x0 + 6 * (word.text.length + 1);
      return { ...word, x0, x1: x0 + 6 * word.text.length, mono: true };
    });
  };
  const listing = code.flatMap((own, i) => (own ? mono(own, 200 + 12 * i) : []));
  const page = (words: Word[]): UprightPage => ({
    ...{ width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box },
  });
  const whole = text(20, { x: 60, y: 300, pitch: 13, letters: 80 });
  const drafts = (
    await layoutDocument([page([...line('See below.', 60, 180), ...listing, ...whole])])
  ).flat();
  expect(drafts[1]).toMatchObject({
    type: 'NarrativeText',
    text: code.filter(Boolean).join('\n'),
  });
  const typed = Array.from({ length: 6 }, (_, i) =>
    mono('the kiln (north) is charged; at dusk', 60 + 12 * i),
  );
  expect((await layoutDocument([page(typed.flat())])).flat()[0]!.text).not.toContain('\n');
});

test('the parties of a case left of a column of brackets are read whole, then its number', () => {
  const parties = ['IN RE:', 'FOG KILNS,', 'Plaintiff,', 'v.', 'HARL CONES,', 'Defendant.'];
  const words = parties.flatMap((own, i) => [
    ...line(own, 60, 100 + 14 * i),
    ...line(']', 300, 100 + 14 * i),
  ]);
  const number = [...line('Appeal from the Kiln Court', 320, 100), ...line('No. 17-2400', 320, 128)];
  const found = read([...words, ...number, ...text(6, { x: 60, y: 220, pitch: 13, letters: 84 })]).join(' ');
  expect(found).toMatch(
    /^IN RE: FOG KILNS, Plaintiff, v. HARL CONES, Defendant. Appeal from the Kiln Court No. 17-2400 the kiln/,
  );
  const rows = Array.from({ length: 6 }, (_, i) => [
    ...line(`Loss of kiln ${i}`, 60, 100 + 14 * i),
    ...line(`(${i}21`, 200, 100 + 14 * i),
    ...line(')', 221, 100 + 14 * i),
    ...line(`(${i}45`, 300, 100 + 14 * i),
    ...line(')', 321, 100 + 14 * i),
  ]).flat();
  expect(read(rows)).toEqual(['a table']);
  const boxes = Array.from({ length: 6 }, (_, i) => [
    ...line(`Kiln ${i} is to be fired`, 60, 100 + 14 * i),
    ...line('[ ] [ ]', 240, 100 + 14 * i),
    ...line(`${i}a. or none`, 320, 100 + 14 * i),
  ]).flat();
  expect(read(boxes).join(' ')).not.toMatch(/fired Kiln/);
});
