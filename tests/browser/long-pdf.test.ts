import { proxy } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptParts } from '../../src/documents/kept-elements';
import type { Element } from '../../src/documents/types';
import { projectCollection } from '../../src/storage/collection';
import type { StoredFile } from '../../src/storage/database';
import { startExtraction, type Extraction } from './extract-worker';
import { pdfOf } from './made-pdf';

let extract: Extraction['extract'];
let end: Extraction['end'];

beforeEach(() => {
  ({ extract, end } = startExtraction());
});
afterEach(() => end());

const page = (n: number) =>
  `BT /F 18 Tf 72 780 Td (${n} The kiln) Tj /F 11 Tf 0 -40 Td (Page ${n} says how hot it was that day, and the next says so too.) Tj ET`;

test.each([
  [17, 30],
  [101, 2100],
])(
  'a PDF of %d MB and %d pages is read from storage, and its pages shown, though this worker does not hold it',
  async (megabytes, count) => {
    // Of more bytes than are held; it is on no page's drawing.
    const ballast = { width: 40, height: 30, jpeg: new Uint8Array(megabytes * 1e6).fill(65) };
    const pages = Array.from({ length: count }, (_, i) => ({
      draw: page(i + 1),
      ...(i === 10 && { pictures: [ballast] }),
    }));
    const place = { name: 'long.pdf', projectId: 'p', id: 'long' };
    const files = projectCollection<StoredFile>('files');
    await files.put({ ...place, bytes: new Blob([pdfOf(pages)]) });
    expect(await extract.glance(place)).toHaveLength(count);
    const summary = await extract.readKept(
      place,
      { ocrLanguages: ['eng'] },
      proxy(() => undefined),
    );
    expect(summary.pages).toHaveLength(count);
    expect(summary.warnings).toEqual([]);
    const elements: Element[] = [];
    for await (const part of keptParts({ ...place, parts: summary.parts.length }, [])) elements.push(...part);
    for (const n of [1, 11, 1999, 2000, 2001, count].filter((one) => one <= count))
      expect(elements.filter((element) => element.page === n).map(({ text }) => text)).toEqual([
        `${n} The kiln`,
        `Page ${n} says how hot it was that day, and the next says so too.`,
      ]);
    const bitmap = await extract.renderPage(place, count, 200);
    expect(bitmap?.width).toBe(200);
  },
);
