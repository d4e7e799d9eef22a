import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { documentMarkdown } from '../../../src/documents/export/markdown';
import { tableFiles } from '../../../src/documents/export/tables';
import { exportDocuments } from '../../../src/project/export-documents';
import type { DocumentEntry } from '../../../src/project/contract';
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

const entry = async (name: string, text: string): Promise<DocumentEntry> => ({
  id: name,
  name,
  bytes: text.length,
  mediaType: '',
  state: 'read',
  fraction: 1,
  document: await readText(name, text),
  corrections: 0,
});

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
  const entries = [
    await entry('kiln.md', source),
    await entry('kiln.md', source),
    await entry('../up/a.md', source),
  ];
  const zip = await exportDocuments([...entries, await entry('plain.txt', 'No table here.')], 'tables');
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
  expect(tableFiles('kiln.md', entries[0]!.document!).get('kiln.md.tables.html')).toContain(
    '<th scope="col">Cone</th>',
  );
});

test('one document is saved as a file; one without tables has none to save', async () => {
  const only = await entry('plain.txt', 'No table here.');
  expect(await (await exportDocuments([only], 'markdown'))!.text()).toBe('No table here.\n');
  const elements: unknown = JSON.parse(await (await exportDocuments([only], 'json'))!.text());
  expect(elements).toMatchObject({ file: 'plain.txt', elements: [{ text: 'No table here.' }] });
  expect(await exportDocuments([only], 'tables')).toBeNull();
});
