import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { documentMarkdown } from '../../../src/documents/export/markdown';
import { described } from '../../../src/documents/export/described';
import type { Element, ReadDocument } from '../../../src/documents/types';
import { exportDocuments, type PartedDocument } from '../../../src/project/export-documents';
import type { DocumentExport } from '../../../src/project/contract';
import { readText } from './reading';

const source = `# Kiln manual

1. is no list here <script>alert(1)</script> & *not* bold

- Open the damper_1
- Close it

## Cones

| Cone | Heat |
| --- | --- |
| 06 \\| 6 | =1+1 |

Last words.
`;

/** Documents kept under ids of their own. */
async function kept(...documents: [name: string, text: string][]) {
  const read = await Promise.all(documents.map(([name, text]) => readText(name, text)));
  const entries = documents.map(([name], i) => ({ id: String(i), name }));
  return (what: DocumentExport) =>
    exportDocuments(entries, what, (id) => {
      const document = read[Number(id)];
      return document ? inParts(document) : null;
    });
}

/** As it is kept: two elements at a time, and parts without any. */
function inParts({ elements, ...document }: ReadDocument): PartedDocument {
  return {
    ...document,
    async *parts() {
      yield Promise.resolve<Element[]>([]);
      for (let from = 0; from < elements.length; from += 2) yield elements.slice(from, from + 2);
    },
  };
}

test('a document saved as Markdown reads as the same elements, and none of its text is markup', async () => {
  const read = await readText('kiln.md', source);
  const again = await readText('kiln.md', documentMarkdown(read));
  const told = ({ elements }: typeof read) => elements.map(({ type, level, text }) => [type, level, text]);
  expect(told(again)).toEqual(told(read));
  expect(documentMarkdown(read)).not.toMatch(/(?<!\\)<script/);
});

test('a text that begins like a list, a heading or a rule stays a text', async () => {
  const html =
    '<p>1. January was cold.</p><p># 3 is best</p><p>- so they said</p><p>2024) or later</p><p>---</p>';
  const read = await readText('page.html', html);
  const again = await readText('page.md', documentMarkdown(read));
  expect(again.elements.map(({ type, text }) => [type, text])).toEqual([
    ['NarrativeText', '1. January was cold.'],
    ['NarrativeText', '# 3 is best'],
    ['NarrativeText', '- so they said'],
    ['NarrativeText', '2024) or later'],
    ['NarrativeText', '---'],
  ]);
});

test('all tables of a project are one ZIP, each document for itself, and stay in the folder', async () => {
  const save = await kept(
    ['kiln.md', source],
    ['kiln.md', source],
    ['../up/a.md', source],
    ['plain.txt', 'No table here.'],
  );
  const zip = await save('tables');
  const files = unzipSync(new Uint8Array(await zip!.arrayBuffer()));
  expect(Object.keys(files).sort()).toEqual([
    'kiln.md-2.table-1.csv',
    'kiln.md-2.tables.html',
    'kiln.md.table-1.csv',
    'kiln.md.tables.html',
    'up/a.md.table-1.csv',
    'up/a.md.tables.html',
  ]);
  expect(strFromU8(files['kiln.md.table-1.csv']!)).toContain(`'=1+1`);
  expect(strFromU8(files['kiln.md.tables.html']!)).toContain('<th scope="col">Cone</th>');
});

test('a document kept in parts is saved as one that is whole', async () => {
  const read = await readText('kiln.md', source);
  const save = await kept(['kiln.md', source]);
  expect(await (await save('markdown'))!.text()).toBe(documentMarkdown(read));
  const json = JSON.stringify(described('kiln.md', { ...read, seconds: 0 }, true), null, 1);
  expect((await (await save('json'))!.text()).replace(/"seconds": [\d.e-]+/, '"seconds": 0')).toBe(json);
});

test('one document is saved as a file; one without tables has none to save', async () => {
  const save = await kept(['plain.txt', 'No table here.']);
  expect(await (await save('markdown'))!.text()).toBe('No table here.\n');
  const elements: unknown = JSON.parse(await (await save('json'))!.text());
  expect(elements).toMatchObject({ file: 'plain.txt', elements: [{ text: 'No table here.' }] });
  expect(await save('tables')).toBeNull();
});
