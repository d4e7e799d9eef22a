import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import type { DocumentSummary } from '../../../src/documents/types';
import { HoneError } from '../../../src/errors/hone-error';
import { file, newProject, openPage, usePage, type Page } from './application';

usePage();
afterEach(() => vi.restoreAllMocks());

interface Asked {
  name: string;
  done: () => void;
  fail: (error: HoneError) => void;
}

const document: DocumentSummary = {
  title: 'A picture',
  pages: [{ width: 10, height: 10, ocr: true }],
  parts: [],
  digest: '',
  hasTables: false,
  recognised: true,
  chinese: false,
  doubtful: [],
  seconds: 0,
  warnings: [],
};

/** A worker that reads a file when it is told to, on a machine with two cores. */
function slowWorker({ workers }: Page): Asked[] {
  vi.stubGlobal('navigator', { language: 'en', hardwareConcurrency: 2, deviceMemory: 8 });
  let asked: Asked[] = [];
  const all: Asked[] = [];
  const read = ({ name }: { name: string }) =>
    new Promise<DocumentSummary>((resolve, reject) => {
      const one = { name, done: () => resolve(document), fail: reject };
      asked.push(one);
      all.push(one);
    });
  vi.spyOn(workers.extract, 'call').mockImplementation((work) =>
    work({ readKept: read } as never, ((callback: unknown) => callback) as never),
  );
  vi.spyOn(workers.extract, 'end').mockImplementation(() => {
    for (const { fail } of asked) fail(new HoneError('cancelled'));
    asked = [];
  });
  return all;
}

const picture = (name: string): File => new File([name], name, { type: 'image/jpeg' });
const names = (asked: readonly Asked[]) => asked.map(({ name }) => name);

test('pictures are read two at once, other files alone; one that fails stops no other, and the list keeps its order', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const asked = slowWorker(page);
  const adding = project.addFiles([
    picture('a.jpg'),
    picture('b.jpg'),
    picture('c.jpg'),
    file('d.md', 'd'),
    picture('e.jpg'),
  ]);
  await expect.poll(() => names(asked)).toEqual(['a.jpg', 'b.jpg']);
  asked[1]!.fail(new HoneError('ocr/failed', { file: 'b.jpg' }));
  await expect.poll(() => names(asked)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  asked[2]!.done();
  await expect
    .poll(() => project.documents.map(({ state }) => state))
    .toEqual([...['reading', 'failed', 'read', 'waiting', 'waiting']]);
  expect(names(asked)).toHaveLength(3);
  asked[0]!.done();
  await expect.poll(() => names(asked).at(-1)).toBe('d.md');
  expect(project.documents.at(-1)!.state).toBe('waiting');
  asked[3]!.done();
  await expect.poll(() => names(asked).at(-1)).toBe('e.jpg');
  asked[4]!.done();
  await adding;
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([
    ['a.jpg', 'read'],
    ['b.jpg', 'failed'],
    ['c.jpg', 'read'],
    ['d.md', 'read'],
    ['e.jpg', 'read'],
  ]);
});

test('paused with two under way both are finished and none begun; cancelled, nothing half is kept and all can be read again', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const asked = slowWorker(page);
  const job = () => project.jobs.find(({ kind }) => kind === 'extract');
  const states = () => project.documents.map(({ state }) => state);
  const adding = project.addFiles(['a', 'b', 'c', 'd'].map((name) => picture(`${name}.jpg`)));
  await expect.poll(() => names(asked)).toEqual(['a.jpg', 'b.jpg']);
  project.pauseJob(job()!.id);
  asked[0]!.done();
  asked[1]!.done();
  await expect.poll(states).toEqual(['read', 'read', 'waiting', 'waiting']);
  expect(asked).toHaveLength(2);
  project.resumeJob(job()!.id);
  await expect.poll(() => names(asked).slice(2)).toEqual(['c.jpg', 'd.jpg']);
  project.cancelJob(job()!.id);
  await adding;
  expect(project.documents.map(({ state, error, document: read }) => [state, error?.code, read])).toEqual([
    ['read', undefined, expect.anything()],
    ['read', undefined, expect.anything()],
    ['failed', 'cancelled', null],
    ['failed', 'cancelled', null],
  ]);
  const again = project.retryDocuments(project.documents.slice(2).map(({ id }) => id));
  await expect.poll(() => asked).toHaveLength(6);
  asked[4]!.done();
  asked[5]!.done();
  await again;
  expect(states()).toEqual(['read', 'read', 'read', 'read']);
});

test('a picture that is removed while it is read lets the one beside it begin anew', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const asked = slowWorker(page);
  const adding = project.addFiles([picture('a.jpg'), picture('b.jpg')]);
  await expect.poll(() => names(asked)).toEqual(['a.jpg', 'b.jpg']);
  await project.removeDocument(project.documents[0]!.id);
  await expect.poll(() => names(asked)).toEqual(['a.jpg', 'b.jpg', 'b.jpg']);
  asked[2]!.done();
  await adding;
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([['b.jpg', 'read']]);
});
