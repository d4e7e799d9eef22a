import { expect, test } from 'vitest';
import { makeLines } from '../../../src/documents/layout/line';
import { makeParagraphs } from '../../../src/documents/layout/paragraphs';
import { partSideHeads } from '../../../src/documents/layout/side-heads';
import { words } from './made-page';

const prose = 'The charge is brought to the cone before any water is let in';
const read = (content: ReturnType<typeof words>) =>
  makeParagraphs(partSideHeads(makeLines(content))).map((p) => p.text.slice(0, 24));

test('headings in the margin are read before the text beside them, whole', () => {
  const text = Array.from({ length: 8 }, (_, i) => words(prose, 160, 12 * i)).flat();
  const content = [...words('Bringing of the', 20, 0, true), ...words('charge up', 20, 12, true), ...text];
  expect(read(content)).toEqual(['Bringing of the charge up'.slice(0, 24), 'The charge is brought to']);
});

test('terms with their meanings stay in one line', () => {
  const terms = ['Charge', 'Cone', 'Fog', 'Harl', 'Kiln', 'Lull', 'Tarrock'];
  const content = terms.flatMap((term, i) => [
    ...words(term, 20, 12 * i, true),
    ...words(prose, 160, 12 * i),
  ]);
  expect(read(content)).toEqual(terms.map((term) => `${term} ${prose}`.slice(0, 24)));
});
