import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { WriterSettings } from '../../../src/pairs/types';
import { closeTab, file, handbook, newProject, opened, openPage, usePage } from './application';

usePage();

const rules: WriterSettings = { kind: 'rules', pairs: 100, seed: 42 };

test('rules write pairs, split by section for one document, and the step is done until the documents change', async () => {
  const project = await newProject(await openPage());
  expect(project.steps.pairs).toBe('empty');
  await project.addFiles([handbook('alpha', 20)]);
  expect(project.steps).toMatchObject({ documents: 'done', pairs: 'ready', train: 'empty' });
  await project.write(rules);
  const { counts, examples } = project;
  expect(counts.bySource.rules).toBe(counts.accepted);
  expect(counts.accepted).toBeGreaterThan(10);
  expect(counts.real).toBe(0);
  expect(counts.bySplit.test).toBeGreaterThan(0);
  expect(project.splitByDocument).toBe(false);
  const sides = new Map<string, Set<string>>();
  for (const { chunkId, split } of examples) {
    const section = project.chunks.find(({ id }) => id === chunkId)!.headings.join('/');
    sides.set(section, (sides.get(section) ?? new Set()).add(split));
  }
  expect([...sides.values()].filter((splits) => splits.size > 1)).toEqual([]);
  expect(project.steps).toMatchObject({ pairs: 'done', train: 'ready', evaluate: 'ready' });

  await project.setChunkExcluded(project.chunks[0]!.id, true);
  expect(project.steps.pairs).toBe('stale');
  await project.setChunkExcluded(project.chunks[0]!.id, false);
  expect(project.steps.pairs).toBe('done');
});

test('a writing job that a closed tab cut off goes on with the chunks not yet written about', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 100)]);
  const writing = project.write(rules);
  await expect
    .poll(() => project.context.record.current.writing?.doneChunkIds.length ?? 0, { interval: 1 })
    .toBeGreaterThan(2);
  closeTab(page);
  await writing;
  const cutOff = project.context.record.current.writing!.doneChunkIds.length;
  expect(cutOff).toBeLessThan(project.chunks.length);

  const again = opened(await openPage());
  expect(again.examples.length).toBeLessThanOrEqual(cutOff);
  await expect.poll(() => again.steps.pairs, { timeout: 20_000 }).toBe('done');
  const resumed = again.examples.map(({ anchor, chunkId }) => `${chunkId} ${anchor}`).sort();

  const whole = await newProject(await openPage());
  await whole.addFiles([handbook('alpha', 100)]);
  await whole.write(rules);
  expect(resumed).toEqual(whole.examples.map(({ anchor, chunkId }) => `${chunkId} ${anchor}`).sort());
});

test('a person asks about passage after passage; skipped and asked ones do not come again', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha', 3)]);
  const first = project.nextPassage!;
  await project.addQuestion(first.id, '  How much does it hold?  ');
  const second = project.nextPassage!;
  expect(second.id).not.toBe(first.id);
  await project.parts.pairs.skipPassage();
  expect([first.id, second.id]).not.toContain(project.nextPassage?.id);
  expect(project.examples).toMatchObject([
    {
      anchor: 'How much does it hold?',
      positive: first.text,
      source: 'person',
      chunkId: first.id,
      split: 'test',
    },
  ]);
  expect(project.counts).toMatchObject({ accepted: 1, real: 1 });
});

test('rejecting can be undone, edits are kept, and all of it survives a reload', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 4)]);
  for (const chunk of project.chunks.slice(0, 3)) await project.addQuestion(chunk.id, `What of ${chunk.id}?`);
  const ids = project.examples.map(({ id }) => id);
  await project.rejectExamples(ids.slice(0, 2));
  expect(project.counts).toMatchObject({ accepted: 1, rejected: 2 });
  await page.app.notices.find(({ code }) => code === 'examples-rejected')?.undo?.();
  expect(project.counts).toMatchObject({ accepted: 3, rejected: 0 });
  await project.rejectExamples([ids[2]!]);
  await project.editExample(ids[0]!, { anchor: 'Another question?' });
  const before = project.examples;
  closeTab(page);
  const again = opened(await openPage());
  expect([...again.examples].sort(byId)).toEqual([...before].sort(byId));
  expect(again.examples.find(({ id }) => id === ids[0])).toMatchObject({
    anchor: 'Another question?',
    edited: true,
  });
});

test('files that cannot be imported are named with their reasons, and the others are imported', async () => {
  const project = await newProject(await openPage());
  const files = [
    file('good.csv', 'question,answer\nWhat is it?,It is a kettle.\n'),
    file('colours.csv', 'red,green,blue\n1,2,3\n'),
    file('empty.csv', ''),
    file('others.csv', 'frage,antwort,autor\nWas ist es?,Ein Kessel.,Ann\n'),
  ];
  const preview = await project.previewImport(files);
  expect(preview.files.map(({ name, columnsKnown }) => [name, columnsKnown])).toEqual([
    ['good.csv', true],
    ['colours.csv', false],
    ['others.csv', false],
  ]);
  expect(preview.failed.map(({ file: name, error }) => [name, error.code])).toEqual([
    ['empty.csv', 'file/empty'],
  ]);
  const lost = await project.importPairs(files, { ...preview.mapping, anchor: 'frage', positive: 'antwort' });
  expect(lost.map(({ file: name, error }) => [name, error.code])).toEqual([
    ['empty.csv', 'file/empty'],
    ['colours.csv', 'pairs/no-columns'],
  ]);
  expect(project.examples.map(({ anchor }) => anchor).sort()).toEqual(['Was ist es?', 'What is it?']);
});

test('imported questions may be kept for testing only, and what was exported comes back the same', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 6)]);
  const csv = `question,context\n${project.chunks
    .slice(0, 4)
    .map(({ text }, i) => `How many measures is number ${i}?,"${text.replaceAll('"', '""')}"`)
    .join('\n')}\nno passage,\n`;
  const upload = file('mine.csv', csv);
  const preview = await project.previewImport([upload]);
  expect(preview.mapping).toEqual({ anchor: 'question', positive: 'context', negatives: [], split: 'auto' });
  await project.importPairs([upload], { ...preview.mapping, split: 'test' });
  expect(project.counts).toMatchObject({ accepted: 4, real: 4, bySplit: { train: 0, dev: 0, test: 4 } });
  expect(project.examples.every(({ chunkId }) => project.chunks.some(({ id }) => id === chunkId))).toBe(true);
  expect(page.app.notices.map(({ code }) => code)).toContain('pairs/bad-row');

  const exported = await project.exportPairs('jsonl');
  const other = await newProject(page, 'Other');
  await other.importPairs([new File([exported], 'pairs.jsonl')], { ...preview.mapping, split: 'auto' });
  const texts = (examples: typeof project.examples) =>
    examples.map(({ anchor, positive }) => [anchor, positive]);
  expect(texts(other.examples)).toEqual(texts(project.examples));
});

test('a writer on the network is refused before anything is sent, until its host is switched on', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 3)]);
  await project.write({
    kind: 'openai',
    endpoint: 'https://llm.example/v1',
    key: 'secret',
    model: 'm',
    questionsPerChunk: 1,
  });
  expect(page.app.notices.at(-1)).toMatchObject({
    code: 'network/not-allowed',
    parameters: { host: 'https://llm.example' },
  });
  expect(page.app.ledger).toEqual([]);
  expect(project.context.record.current.writing).toBeUndefined();
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
