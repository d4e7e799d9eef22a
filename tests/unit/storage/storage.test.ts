import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { collection, projectCollection, removeProject } from '../../../src/storage/collection';
import {
  asStorageError,
  closeDatabase,
  database,
  databaseName,
  type OfProject,
  type StoredFile,
  withDatabase,
} from '../../../src/storage/database';
import {
  keepModelFiles,
  keptModels,
  readModelFiles,
  removeModelFiles,
} from '../../../src/storage/model-files';
import {
  addToLedger,
  clearLedger,
  readLedger,
  readSetting,
  writeSetting,
} from '../../../src/storage/settings';

test('records are gone through in the order of their ids, however many, and those in a folder of ids are removed', async () => {
  const ids = Array.from(
    { length: 45 },
    (_, i) => `a/${i < 30 ? 'old' : 'new'}/${String(i).padStart(6, '0')}`,
  );
  await notes.put(...['a', 'a0', ...ids].map((id) => ({ id, projectId: 'one', text: id })));
  await notes.put({ id: 'a/old/000000', projectId: 'two', text: 'other' });
  const seen: string[] = [];
  for await (const { id } of notes.each('one')) seen.push(id);
  expect(seen).toEqual(await notes.ids('one'));
  expect(seen).toHaveLength(47);
  await notes.removeWithin('one', 'a', 'new');
  expect(await notes.ids('one')).toEqual(['a', ...ids.slice(30), 'a0']);
  await notes.removeWithin('one', 'a');
  expect(await notes.ids('one')).toEqual(['a', 'a0']);
  expect(await notes.ids('two')).toEqual(['a/old/000000']);
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await closeDatabase();
  globalThis.indexedDB = new IDBFactory();
});

interface Note extends OfProject {
  text: string;
}
const notes = projectCollection<Note>('examples');

test('records of one project are kept apart from another, even under equal ids', async () => {
  await notes.put(
    { id: 'b', projectId: 'one', text: 'second' },
    { id: 'a', projectId: 'one', text: 'first' },
    { id: 'a', projectId: 'two', text: 'other' },
  );
  expect((await notes.all('one')).map((note) => note.text)).toEqual(['first', 'second']);
  expect(await notes.get('two', 'a')).toEqual({ id: 'a', projectId: 'two', text: 'other' });
  await notes.remove('one', ['a']);
  expect(await notes.ids('one')).toEqual(['b']);
  expect(await notes.ids('two')).toEqual(['a']);
});

test('removing a project removes what belongs to it and nothing else', async () => {
  const projects = collection<{ id: string; name: string }>('projects');
  await projects.put({ id: 'one', name: 'One' });
  await projects.put({ id: 'onetwo', name: 'A longer id that begins alike' });
  const files = projectCollection<StoredFile>('files');
  for (const projectId of ['one', 'onetwo']) {
    await files.put({ id: 'f', projectId, name: 'f.pdf', bytes: new Uint8Array([1, 2]).buffer });
    await notes.put({ id: 'n', projectId, text: 'kept?' });
  }
  await removeProject('one');
  expect((await projects.all()).map(({ id }) => id)).toEqual(['onetwo']);
  expect(await files.all('one')).toEqual([]);
  expect(await notes.all('one')).toEqual([]);
  expect((await files.get('onetwo', 'f'))!.bytes).toEqual(new Uint8Array([1, 2]).buffer);
});

test('a database of the version before has its records still, and takes rows', async () => {
  const old = await openDB(databaseName, 1, {
    upgrade(db) {
      db.createObjectStore('projects', { keyPath: 'id' });
      for (const name of ['files', 'documents', 'chunks', 'examples', 'evaluations'])
        db.createObjectStore(name, { keyPath: ['projectId', 'id'] }).createIndex('projectId', 'projectId');
      db.createObjectStore('settings', { keyPath: 'key' });
    },
  });
  await old.put('examples', { id: 'a', projectId: 'one', text: 'asked before' });
  await old.put('settings', { key: 'theme', value: 'dark' });
  old.close();
  expect(await notes.all('one')).toEqual([{ id: 'a', projectId: 'one', text: 'asked before' }]);
  expect(await readSetting('theme')).toBe('dark');
  const rows = projectCollection<Note>('rows');
  await rows.put({ id: 'r', projectId: 'one', text: 'labelled' });
  expect(await rows.ids('one')).toEqual(['r']);
  await removeProject('one');
  expect(await rows.ids('one')).toEqual([]);
});

test('what was written is there after the database is closed and opened again', async () => {
  await writeSetting('theme', 'dark');
  await closeDatabase();
  expect(await readSetting('theme')).toBe('dark');
  expect(await readSetting('never set')).toBeUndefined();
});

test('a model folder is kept byte for byte, and replaced as a whole', async () => {
  const larger = new Uint8Array([9, 1, 2, 3, 9]);
  await keepModelFiles(
    'folder:x',
    new Map([
      ['a', larger.subarray(1, 4)],
      ['old', larger],
    ]),
  );
  await keepModelFiles('folder:x', new Map([['a', larger.subarray(1, 4)]]));
  const files = await readModelFiles('folder:x');
  expect([...files!.keys()]).toEqual(['a']);
  expect(files!.get('a')).toEqual(new Uint8Array([1, 2, 3]));
  expect(await keptModels()).toEqual(['folder:x']);
  await removeModelFiles('folder:x');
  expect(await readModelFiles('folder:x')).toBeNull();
});

test('the list of requests keeps their order in time', async () => {
  await addToLedger({ time: 2, url: 'https://b', bytes: 10, purpose: 'gemini' });
  await addToLedger({ time: 1, url: 'https://a', bytes: 0, purpose: 'hub' });
  expect((await readLedger()).map(({ url }) => url)).toEqual(['https://a', 'https://b']);
  await clearLedger();
  expect(await readLedger()).toEqual([]);
});

test('a full disk and a browser without storage are said in our own codes', async () => {
  const full = new DOMException('full', 'QuotaExceededError');
  expect(asStorageError(full)).toMatchObject({ code: 'storage/quota' });
  // As a private window's full memory shows: the transaction is gone, without a reason.
  const aborted = withDatabase(async (db) => {
    const transaction = db.transaction('projects', 'readwrite');
    transaction.abort();
    await transaction.done;
  });
  await expect(aborted).rejects.toMatchObject({ code: 'storage/quota' });
  await closeDatabase();
  const other = new Error('other');
  expect(asStorageError(other)).toBe(other);
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('forbidden', 'SecurityError');
    },
  });
  await expect(database()).rejects.toMatchObject({ code: 'storage/unavailable' });
});

test('another connection may upgrade: ours lets go', async () => {
  await writeSetting('a', 1);
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('hone', 99);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(new Error('upgrade failed'));
  });
});
