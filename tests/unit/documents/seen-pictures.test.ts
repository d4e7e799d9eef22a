import { expect, test } from 'vitest';
import { fingerprint, SeenPictures } from '../../../src/documents/pdf/seen-pictures';

const picture = (dot: number, width = 40) => ({
  width,
  height: 30,
  grey: new Uint8Array(width * 30).fill(250).fill(20, dot, dot + 5),
});
const head = { x0: 40, y0: 20, x1: 240, y1: 80 };
const below = { x0: 40, y0: 320, x1: 240, y1: 380 };

test('pictures have the same fingerprint only where every dot is the same', () => {
  expect(fingerprint(picture(100))).toBe(fingerprint(picture(100)));
  expect(fingerprint(picture(100))).not.toBe(fingerprint(picture(101)));
  expect(fingerprint(picture(100))).not.toBe(fingerprint(picture(100, 41)));
});

test('a picture is known when it comes back; its place once it came back there, on one page after another', () => {
  const seen = new SeenPictures();
  const [logo, table] = [fingerprint(picture(100)), fingerprint(picture(200))];
  expect(seen.add(head, logo)).toBe(false);
  expect(seen.isRepeated(head)).toBe(false);
  expect(seen.add(below, table)).toBe(false);
  expect(seen.add(head, table)).toBe(true);
  expect(seen.isRepeated(head)).toBe(false);
  expect(seen.add(head, logo)).toBe(true);
  expect(seen.isRepeated(head)).toBe(false);
  expect(seen.add(head, logo)).toBe(true);
  expect(seen.isRepeated(head)).toBe(true);
  expect(seen.isRepeated(below)).toBe(false);
});
