import { expect, test } from 'vitest';
import type { Draft } from '../../../src/documents/element';
import { outlineEntries, withOutline } from '../../../src/documents/pdf/outline';
import { makePdf, helvetica, sentence } from '../../fuzz/make-pdf';
import { read } from './reading';

const draft = (type: Draft['type'], text: string, level?: number): Draft => ({
  type,
  text,
  page: 1,
  ...(level !== undefined && { level }),
});

test('lines that the outline names are titles of its levels, the others stand below them', () => {
  const drafts = [
    draft('Title', 'Kilns of the North', 1),
    draft('NarrativeText', '1. Firing'),
    draft('NarrativeText', sentence),
    draft('Title', 'Damper', 1),
    draft('Title', '1.1 Cones', 1),
  ];
  const outline = [
    { title: '1  Firing', level: 1 },
    { title: '1.1 CONES', level: 2 },
  ];
  expect(withOutline(drafts, outline).map(({ type, level }) => [type, level])).toEqual([
    ['Title', 1],
    ['Title', 1],
    ['NarrativeText', undefined],
    ['Title', 2],
    ['Title', 2],
  ]);
});

test('an outline that is not of this text changes nothing', () => {
  const drafts = [draft('Title', 'Firing', 2), draft('NarrativeText', sentence)];
  const outline = [
    { title: 'Page 1', level: 1 },
    { title: 'Page 2', level: 1 },
    { title: 'Firing', level: 1 },
  ];
  expect(withOutline(drafts, outline)).toEqual(drafts);
  expect(withOutline(drafts, [])).toEqual(drafts);
});

test('an entry is the line on the page that it leads to, not one of the contents page before', () => {
  const at = (page: number) => ({ ...draft('NarrativeText', 'Firing'), page });
  const drafts = [at(2), at(7)];
  const levels = withOutline(drafts, [{ title: 'Firing', level: 1, page: 7 }]).map(({ level }) => level);
  expect(levels).toEqual([undefined, 1]);
});

test('an outline as deep as a file can say is cut', async () => {
  let node = { title: 'end', items: [] as { title: string; items: never[] }[] };
  for (let depth = 0; depth < 2000; depth++) node = { title: `${depth}`, items: [node as never] };
  const nowhere = {
    getDestination: () => Promise.reject(new Error('none')),
    getPageIndex: () => Promise.resolve(0),
  };
  const entries = await outlineEntries([{ ...node, dest: 'lost' }], nowhere);
  expect(Math.max(...entries.map(({ level }) => level))).toBe(8);
  expect(entries[0]).toEqual({ title: '1999', level: 1 });
});

test("a PDF's outline makes its small headings titles", async () => {
  const content = `BT /F 12 Tf 40 TL 20 180 Td (Lighting) Tj T* (${sentence}) Tj T* (Cooling) Tj T* (${sentence}) Tj ET`;
  const bytes = makePdf([
    '<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F ${helvetica} >> >> >>`,
    { dictionary: '', stream: content },
    '<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 2 >>',
    '<< /Title (Lighting) /Parent 5 0 R /First 7 0 R /Last 7 0 R /Count 1 /Dest [3 0 R /Fit] >>',
    '<< /Title (Cooling) /Parent 6 0 R /Dest [3 0 R /Fit] >>',
  ]);
  const { elements } = await read('outlined.pdf', bytes);
  expect(elements.map(({ type, text, level }) => [type, text, level])).toEqual([
    ['Title', 'Lighting', 1],
    ['NarrativeText', sentence, undefined],
    ['Title', 'Cooling', 2],
    ['NarrativeText', sentence, undefined],
  ]);
});
