import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { documentMarkdown } from '../../../src/documents/export/markdown';
import { exportDocuments } from '../../../src/project/export-documents';
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
    exportDocuments(entries, what, (id) => Promise.resolve(read[Number(id)] ?? null));
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

test('one document is saved as a file; one without tables has none to save', async () => {
  const save = await kept(['plain.txt', 'No table here.']);
  expect(await (await save('markdown'))!.text()).toBe('No table here.\n');
  const elements: unknown = JSON.parse(await (await save('json'))!.text());
  expect(elements).toMatchObject({ file: 'plain.txt', elements: [{ text: 'No table here.' }] });
  expect(await save('tables')).toBeNull();
});
