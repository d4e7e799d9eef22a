import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unpackArchive } from '../../../src/documents/packed/archive';
import { archiveName } from '../../../src/documents/packed/archive-name';

const namesIn = async (bytes: Uint8Array): Promise<string[]> =>
  (await unpackArchive({ name: 'drawer.zip', bytes: bytes.slice() }, 0))!.files.map(({ name }) => name);

/** `bytes` with every `from` in it replaced by bytes of the same length. */
function replaced(bytes: Uint8Array, from: string, to: number[]): Uint8Array {
  const result = bytes.slice();
  const wanted = strToU8(from);
  for (let at = 0; at + wanted.length <= bytes.length; at++)
    if (wanted.every((byte, i) => bytes[at + i] === byte)) result.set(to, at);
  return result;
}

test('a name that Windows wrote in GBK, and one in UTF-8 that does not say so, are read', async () => {
  const bytes = zipSync({ 'XXXX.txt': strToU8('a'), 'YYYYYY.txt': strToU8('b') });
  // 合同 in GBK, 合同 in UTF-8.
  const gbk = replaced(bytes, 'XXXX', [0xba, 0xcf, 0xcd, 0xac]);
  const both = replaced(gbk, 'YYYYYY', [0xe5, 0x90, 0x88, 0xe5, 0x90, 0x8c]);
  expect(await namesIn(both)).toEqual(['合同.txt', '合同.txt']);
  expect(archiveName('Müller & café.txt')).toBe('Müller & café.txt');
});

test('a name never leads out of the archive', async () => {
  const bytes = zipSync({
    '../../etc/a.txt': strToU8('a'),
    '/b.txt': strToU8('b'),
    'C:\\d\\..\\c.txt': strToU8('c'),
  });
  expect(await namesIn(bytes)).toEqual(['etc/a.txt', 'b.txt', 'd/c.txt']);
  expect(archiveName('..')).toBe('_');
});

test('a large archive comes in lots that leave nothing out', async () => {
  const part = new Uint8Array(20_000_000);
  const bytes = zipSync(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.txt`, part])), {
    level: 1,
  });
  const lots: string[][] = [];
  for (let from: number | null = 0; from !== null;) {
    const lot: Awaited<ReturnType<typeof unpackArchive>> = await unpackArchive(
      { name: 'drawer.zip', bytes: bytes.slice() },
      from,
    );
    lots.push(lot!.files.map(({ name }) => name));
    from = lot!.next;
  }
  expect(lots).toEqual([['a.txt', 'b.txt'], ['c.txt', 'd.txt'], ['e.txt']]);
});

test('a Word file is no archive of files, and an empty zip holds none', async () => {
  const word = zipSync({ 'word/document.xml': strToU8('<w:document/>') });
  expect(await unpackArchive({ name: 'a.docx', bytes: word.slice() }, 0)).toBeNull();
  expect(await namesIn(zipSync({}))).toEqual([]);
});
