import 'fake-indexeddb/auto';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { closeTab, file, handbook, newProject, opened, openPage, usePage, wholeOf } from './application';

usePage();

test('one bad file stops no other, and each says what it is', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha'), file('empty.md', ''), handbook('beta')]);
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([
    ['alpha.md', 'read'],
    ['empty.md', 'failed'],
    ['beta.md', 'read'],
  ]);
  expect(project.documents[1]?.error).toEqual({ code: 'file/empty', parameters: { file: 'empty.md' } });
  expect(project.chunks.length).toBeGreaterThan(10);
  expect(new Set(project.chunks.map(({ documentName }) => documentName))).toEqual(
    new Set(['alpha.md', 'beta.md']),
  );
  expect(project.jobs).toEqual([]);
});

test('the same bytes under another name are said and skipped', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([file('a.md', '# One\n\nThe text of one.')]);
  await project.addFiles([file('b.md', '# One\n\nThe text of one.')]);
  expect(project.documents).toHaveLength(1);
  expect(page.app.notices.map(({ code }) => code)).toContain('document-duplicate');
});

test('a removed document comes back by undo, with its chunks', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha'), handbook('beta')]);
  const before = project.chunks.map(({ id }) => id);
  await project.removeDocument(project.documents[0]!.id);
  expect(project.documents.map(({ name }) => name)).toEqual(['beta.md']);
  expect(project.chunks.length).toBeLessThan(before.length);
  const notice = page.app.notices.find(({ code }) => code === 'document-removed');
  await notice?.undo?.();
  expect(project.documents.map(({ name }) => name)).toEqual(['alpha.md', 'beta.md']);
  expect(project.chunks.map(({ id }) => id)).toEqual(before);
});

test('after a reload everything is as it was; what was being read is read', async () => {
  const page = await openPage();
  const project = await newProject(page, 'Reloaded');
  await project.addFiles([handbook('alpha')]);
  await project.setChunkExcluded(project.chunks[1]!.id, true);
  const before = { chunks: project.chunks, documents: project.documents };
  const reading = project.addFiles([handbook('beta')]);
  closeTab(page);
  await reading;

  const again = await openPage();
  const same = opened(again);
  expect(same.name).toBe('Reloaded');
  await expect.poll(() => same.documents.map(({ state }) => state)).toEqual(['read', 'read']);
  expect(same.documents[0]).toEqual(before.documents[0]);
  expect(same.chunks.slice(0, before.chunks.length)).toEqual(before.chunks);
  expect([...same.excludedChunkIds]).toEqual([before.chunks[1]!.id]);
});

test('another chunking cuts the documents anew, the first one gives the first chunks again', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha')]);
  const first = project.chunks.map(({ id }) => id);
  const { chunking } = project;
  await project.changeChunking({ ...chunking, maxTokens: 100, softMaxTokens: 100 });
  expect(project.chunks.length).toBeGreaterThan(first.length);
  await project.changeChunking(chunking);
  expect(project.chunks.map(({ id }) => id)).toEqual(first);
});

const sections = (...names: string[]): string =>
  names.map((name) => `# ${name}\n\nThe ${name} is kept dry. It is opened once a year.\n`).join('\n');

test('an edited file takes the place of its earlier version: only what was edited changes, reviewed pairs stay', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([
    file('stores.md', sections('anvil', 'bellows', 'crucible')),
    file('last.md', sections('hearth')),
  ]);
  const [anvil, bellows, crucible, hearth] = project.chunks.map(({ id }) => id);
  await project.addQuestion(anvil!, 'Where is the anvil kept?');
  await project.addQuestion(bellows!, 'How often are the bellows opened?');
  await project.setChunkExcluded(crucible!, true);

  await project.addFiles([file('stores.md', sections('anvil', 'bellows of leather', 'crucible', 'die'))]);
  expect(project.documents.map(({ name }) => name)).toEqual(['stores.md', 'last.md']);
  const after = project.chunks.map(({ id }) => id);
  expect(after).toHaveLength(5);
  expect([after[0], after[2], after[4]]).toEqual([anvil, crucible, hearth]);
  expect(after).not.toContain(bellows);
  expect(project.examples.map(({ chunkId, status }) => [chunkId, status])).toEqual([
    [anvil, 'accepted'],
    [bellows, 'accepted'],
  ]);
  expect(project.parts.pairs.orphans).toBe(1);
  expect([...project.excludedChunkIds]).toEqual([crucible]);

  const notice = page.app.notices.find(({ code }) => code === 'document-replaced');
  await notice?.undo?.();
  expect(project.documents.map(({ name }) => name)).toEqual(['stores.md', 'last.md', 'stores.md']);
  expect(project.chunks.slice(0, 4).map(({ id }) => id)).toEqual([anvil, bellows, crucible, hearth]);
  expect(new Set(project.chunks.map(({ id }) => id)).size).toBe(8);
});

test('reading an unchanged file again changes nothing', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha')]);
  const elements = async () => (await wholeOf(project, project.documents[0]!.id)).elements;
  const before = { chunks: project.chunks, elements: await elements() };
  await project.retryDocuments([project.documents[0]!.id]);
  expect(project.chunks).toEqual(before.chunks);
  expect(await elements()).toEqual(before.elements);
});

test('two different files of one name, added together, are two documents', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([file('a.md', sections('anvil')), file('a.md', sections('anvil', 'bellows'))]);
  expect(project.documents).toHaveLength(2);
  expect(new Set(project.chunks.map(({ id }) => id)).size).toBe(3);
});

test('a correction is in the passages, is kept when the file is read again or edited, and can be undone', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([file('stores.md', sections('anvil', 'bellows'))]);
  const document = () => project.documents[0]!;
  const texts = () => project.chunks.map(({ text }) => text);
  const before = texts();
  const elements = async () => (await wholeOf(project, document().id)).elements;
  const [, body] = await elements();
  await project.correctDocument(document().id, {
    kind: 'text',
    id: body!.id,
    text: 'The anvil is kept warm.',
  });
  expect(texts()).toEqual(['anvil\n\nThe anvil is kept warm.', before[1]]);
  expect(document().corrections).toBe(1);
  await project.retryDocuments([document().id]);
  expect(texts()[0]).toContain('kept warm');
  await project.addFiles([file('stores.md', sections('anvil', 'bellows', 'crucible'))]);
  expect(texts()[0]).toContain('kept warm');
  expect(texts()).toHaveLength(3);
  // Two at once, as when leaving a field saves it and the button pressed acts: both are made.
  const second = (await elements())[3]!;
  await Promise.all([
    project.correctDocument(document().id, { kind: 'text', id: second.id, text: 'Two.' }),
    project.correctDocument(document().id, { kind: 'type', id: second.id, type: 'ListItem' }),
  ]);
  expect(document().corrections).toBe(3);
  for (let left = 0; left < 3; left++) await project.correctDocument(document().id, 'undo');
  expect(texts().slice(0, 2)).toEqual(before);
  expect(document().corrections).toBe(0);
});

const zip = (files: Record<string, string | Uint8Array>): Uint8Array<ArrayBuffer> =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [
        name,
        typeof bytes === 'string' ? strToU8(bytes) : bytes,
      ]),
    ),
  ).slice();

test('a zip is the files in it, those of a zip within and those attached to a letter; what systems add is left out', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const letter = [
    'From: a@example.com',
    'Subject: Kiln',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'The kiln is described in the file.',
    '--x',
    'Content-Type: text/markdown; name=kiln.md',
    'Content-Disposition: attachment; filename=kiln.md',
    '',
    sections('kiln'),
    '--x',
    'Content-Type: image/png; name=logo.png',
    'Content-Disposition: inline; filename=logo.png',
    '',
    'not a picture',
    '--x--',
  ].join('\r\n');
  const archive = zip({
    '__MACOSX/._a.md': 'left out',
    '.DS_Store': 'left out',
    'a.md': sections('anvil'),
    'deep/inner.zip': zip({ 'b.md': sections('bellows') }),
    'letter.eml': letter,
    'empty.md': '',
  });
  await project.addFiles([new File([archive], 'drawer.zip'), handbook('alpha')]);
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([
    ['drawer.zip/a.md', 'read'],
    ['drawer.zip/deep/inner.zip/b.md', 'read'],
    ['drawer.zip/letter.eml', 'read'],
    ['drawer.zip/letter.eml/kiln.md', 'read'],
    ['drawer.zip/empty.md', 'failed'],
    ['alpha.md', 'read'],
  ]);
  const ids = project.chunks.map(({ id }) => id);
  await project.addFiles([new File([archive], 'drawer.zip')]);
  expect(project.chunks.map(({ id }) => id)).toEqual(ids);
  const said = page.app.notices.find(({ code }) => code === 'documents-duplicate');
  expect(said?.parameters).toEqual({ n: 5 });
});

test('a zip that is broken or locked, or a trap, is said and stops no other file', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const good = zip({ 'a.md': sections('anvil') });
  const locked = good.slice();
  locked[6]! |= 1;
  let nested = zip({ 'c.md': sections('crucible') });
  for (let depth = 0; depth < 6; depth++) nested = zip({ 'again.zip': nested });
  await project.addFiles([
    new File([good.slice(0, good.length - 30)], 'broken.zip'),
    new File([locked], 'locked.zip'),
    new File([nested], 'nested.zip'),
    new File([zip({})], 'nothing.zip'),
    handbook('alpha'),
  ]);
  // What the person dropped stands in the list with its error; what is in an archive is said.
  expect(project.documents.map(({ name, state, error }) => [name, error?.code ?? state])).toEqual([
    ['broken.zip', 'file/unreadable'],
    ['locked.zip', 'pdf/encrypted'],
    ['nothing.zip', 'file/empty'],
    ['alpha.md', 'read'],
  ]);
  const failures = page.app.notices.flatMap(({ kind, code, parameters }) =>
    kind === 'error' ? [[code, parameters.file]] : [],
  );
  expect(failures).toEqual([['file/too-large', 'nested.zip/again.zip/again.zip/again.zip/again.zip']]);
});

test('files of one name in two folders are two documents, whichever folder is dropped first', async () => {
  const inFolder = (path: string, text: string) => {
    const made = file(path.slice(path.lastIndexOf('/') + 1), text);
    Object.defineProperty(made, 'webkitRelativePath', { value: path });
    return made;
  };
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([inFolder('2023/broken.docx', 'PK\u0003\u0004broken')]);
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([['2023/broken.docx', 'failed']]);
  expect(page.app.notices.filter(({ kind }) => kind === 'error')).toEqual([]);
  await project.removeDocument(project.documents[0]!.id);
  await project.addFiles([inFolder('2023/report.md', sections('anvil'))]);
  await project.addFiles([inFolder('2024/report.md', sections('bellows'))]);
  expect(project.documents.map(({ name }) => name)).toEqual(['2023/report.md', '2024/report.md']);
  await project.addFiles([inFolder('2024/report.md', sections('bellows', 'crucible'))]);
  expect(project.documents).toHaveLength(2);
});

test('reading is paused between two files and goes on; cancelled, what waits is left and can be read again', async () => {
  const project = await newProject(await openPage());
  const names = ['alpha', 'beta', 'gamma', 'delta'];
  const states = () => project.documents.map(({ state }) => state);
  const job = () => project.jobs.find(({ kind }) => kind === 'extract');
  const adding = project.addFiles(names.map((name) => handbook(name)));
  await expect.poll(() => job()?.canPause, { interval: 1 }).toBe(true);
  project.pauseJob(job()!.id);
  await expect.poll(() => states(), { interval: 20 }).toEqual(['read', 'waiting', 'waiting', 'waiting']);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(states()).toEqual(['read', 'waiting', 'waiting', 'waiting']);
  project.resumeJob(job()!.id);
  await adding;
  expect(states()).toEqual(['read', 'read', 'read', 'read']);

  const more = project.addFiles(['epsilon', 'zeta', 'eta'].map((name) => handbook(name)));
  await expect.poll(() => job()?.canPause, { interval: 1 }).toBe(true);
  project.pauseJob(job()!.id);
  await expect.poll(() => states().length, { interval: 20 }).toBe(7);
  project.cancelJob(job()!.id);
  await more;
  expect(states().filter((state) => state === 'failed').length).toBeGreaterThan(0);
  const left = project.documents.filter(({ state }) => state === 'failed').map(({ id }) => id);
  await project.retryDocuments(left);
  expect(states()).toEqual(Array.from({ length: 7 }, () => 'read'));
});

test('a file that is gone from the disk is said, and the others are read', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const gone = file('gone.md', 'gone');
  const refuse = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
  Object.assign(gone, { arrayBuffer: refuse, slice: () => ({ arrayBuffer: refuse }) });
  await project.addFiles([gone, handbook('alpha')]);
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([['alpha.md', 'read']]);
  const [failure] = page.app.notices.filter(({ kind }) => kind === 'error');
  expect(failure).toMatchObject({ code: 'file/unreadable', parameters: { file: 'gone.md' } });
});
