import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanResolution, storedPictures } from '../../../src/documents/pdf/stored-pictures';
import { fixtures } from './reading';

const pdf = (text: string) => new TextEncoder().encode(text);

test('pictures are found by their dictionaries, whatever the order of the entries', () => {
  const bytes = pdf(
    [
      '5 0 obj << /Type /XObject /Subtype /Image /Width 2068 /Height 2924 >> stream\n/Width 9\nendstream',
      '6 0 obj <</Height 40/Width 60/Subtype/Image/Filter/FlateDecode>>stream\n...endstream',
      '7 0 obj << /Subtype /Form /Width 1 /Height 1 >> (an /Image in a text)',
      '8 0 obj << /Subtype /Image /Width 12 0 R /Height 13 0 R >> stream',
    ].join('\nendobj\n'),
  );
  expect(storedPictures(bytes)).toEqual([
    { width: 2068, height: 2924 },
    { width: 60, height: 40 },
  ]);
});

test('the scanned fixture holds one picture, the printed one none', () => {
  const of = (name: string) => storedPictures(new Uint8Array(readFileSync(join(fixtures, name))));
  expect(of('scanned.pdf')).toHaveLength(1);
  expect(of('two-columns.pdf')).toEqual([]);
});

test('a scan is as fine as its picture, also lying; a picture of another shape is no scan', () => {
  const page = { width: 595, height: 842 };
  const [scan, logo] = [
    { width: 2068, height: 2924 },
    { width: 900, height: 300 },
  ];
  expect(scanResolution([logo, scan], page)).toBeCloseTo(250, 0);
  expect(scanResolution([{ width: 2924, height: 2068 }], page)).toBeCloseTo(250, 0);
  expect(scanResolution([logo], page)).toBeNull();
  expect(scanResolution([{ width: 30, height: 42 }], page)).toBeNull();
});
