import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { file, handbook, newProject, opened, openPage, usePage } from './application';

usePage();

test('titles before the text reach the pairs, make what was done stale, and go again', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha', 20)]);
  await project.write({ kind: 'rules', pairs: 100, seed: 42 });
  const before = project.examples;
  const ids = project.chunks.map(({ id }) => id);
  const plain = project.chunking;

  await project.changeChunking({ ...plain, maxTokens: 120, softMaxTokens: 60 });
  await project.changeChunking({ ...plain, maxTokens: 120, softMaxTokens: 60, context: true });
  await project.changeChunking(plain);
  expect(project.chunks.map(({ id }) => id)).toEqual(ids);
  expect(project.examples).toEqual(before);
  expect(project.steps.pairs).toBe('done');
});

test('an answer whose chunk is given titles is trained with them', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([
    file('pumps.md', '# Pumps\n\nThe blue pump holds nine litres.\n\nIt starts at noon.\n'),
  ]);
  // The second of two chunks of a section: its title does not stand in its own text.
  await project.changeChunking({ ...project.chunking, softMaxTokens: 5 });
  const second = project.chunks.find(({ text, headings }) => !text.startsWith(headings[0]!))!;
  await project.addQuestion(second.id, 'What does it hold?');
  const fingerprint = project.parts.documents.fingerprint;
  await project.changeChunking({ ...project.chunking, context: true });
  const titled = project.chunks.find(({ id }) => id === second.id)!;
  expect(titled.text).toBe(`${second.headings[0]!}\n\n${second.text}`);
  expect(project.examples).toMatchObject([{ chunkId: second.id, positive: titled.text }]);
  expect(project.parts.documents.fingerprint).not.toBe(fingerprint);
});

test('the effect of titles is measured on the dev questions, kept, and said to be stale after a change', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.compareContext();
  expect(project.contextEffect).toBeNull();
  await project.addFiles([handbook('alpha', 30)]);
  await project.write({ kind: 'rules', pairs: 100, seed: 42 });
  await project.compareContext();
  const dev = project.counts.bySplit.dev;
  expect(project.contextEffect).toMatchObject({ questions: dev, real: false, stale: false });
  expect(project.contextEffect!.systems.map(({ system }) => system)).toEqual(['base', 'bm25', 'fusion_base']);
  expect(project.chunking.context).toBe(false);

  await project.changeChunking({ ...project.chunking, context: true });
  expect(project.contextEffect!.stale).toBe(false);
  const again = opened(await openPage());
  expect(again.contextEffect).toEqual(project.contextEffect);
  await again.changeChunking({ ...again.chunking, maxTokens: 100 });
  expect(again.contextEffect!.stale).toBe(true);
});
