import { zlibSync } from 'fflate';
import type { Random } from '../../src/pairs/random';
import type { HostileFile, TestFile } from './hostile-files';
import { bytesOf, joined } from './make-pdf';

/** Pictures that are cut, changed, or say they are as large as a wall. */
export function hostileImages(sources: readonly TestFile[], random: Random): HostileFile[] {
  const png = sources.find(({ name }) => name === 'note.png')!.bytes;
  const jpeg = jpegIn(sources.find(({ name }) => name === 'scanned.pdf')!.bytes);
  const files: HostileFile[] = [];
  for (const [ending, bytes] of [
    ['png', png],
    ['jpg', jpeg],
  ] as const) {
    for (let i = 0; i < 5; i++) {
      const at = random.below(bytes.length / 2);
      files.push({ name: `cut-${i}.${ending}`, bytes: bytes.slice(0, at), why: `ends after ${at} bytes` });
      const copy = bytes.slice();
      for (let n = 0; n < 40; n++) copy[12 + random.below(copy.length - 12)] = random.below(256);
      files.push({ name: `flipped-${i}.${ending}`, bytes: copy, why: '40 bytes changed' });
    }
  }
  const big = (ending: string, bytes: Uint8Array, why: string): HostileFile => ({
    name: `giant-${files.length}.${ending}`,
    bytes,
    why,
    ends: 'refused',
  });
  files.push(big('png', pngOf(30_000, 30_000), 'a PNG of 900 million points'));
  files.push(big('png', pngOf(2_000_000_000, 2_000_000_000), 'a PNG that says it is as large as a country'));
  files.push(big('png', pngOf(0, 0), 'a PNG of no points'));
  files.push(big('jpg', sized(jpeg, 65_500), 'a JPEG that says it has four thousand million points'));
  files.push(
    big(
      'gif',
      joined(['GIF89a', Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0x3b)]),
      'a GIF of nothing, 65,535 wide',
    ),
  );
  files.push(big('bmp', bitmap(100_000, 100_000), 'a bitmap of ten thousand million points'));
  files.push(big('bmp', bitmap(-5, -2_147_483_648), 'a bitmap of negative size'));
  files.push(big('tiff', tiff(100_000, 100_000), 'a TIFF of ten thousand million points'));
  files.push(
    big('tiff', joined(['II*\0', Uint8Array.of(8, 0, 0, 0, 255, 255)]), 'a TIFF cut in its directory'),
  );
  files.push(
    big('webp', joined(['RIFF', Uint8Array.of(255, 255, 255, 255), 'WEBPVP8 ']), 'a WebP of nothing'),
  );
  return files;
}

/** The first JPEG that stands in a file as it is. */
function jpegIn(bytes: Uint8Array): Uint8Array {
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd8 && bytes[i + 2] === 0xff);
  const end = bytes.findLastIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd9);
  return bytes.slice(at, end + 2);
}

/** Its start of frame says so many points each way. */
function sized(jpeg: Uint8Array, points: number): Uint8Array {
  const copy = jpeg.slice();
  const at = copy.findIndex((byte, i) => byte === 0xff && (copy[i + 1] === 0xc0 || copy[i + 1] === 0xc2));
  const view = new DataView(copy.buffer);
  view.setUint16(at + 5, points);
  view.setUint16(at + 7, points);
  return copy;
}

function pngOf(width: number, height: number): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([1, 0], 8);
  const rows = zlibSync(new Uint8Array(Math.min(30_000_000, Math.ceil(width / 8 + 1) * height)), {
    level: 9,
  });
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    pngChunk('IHDR', head),
    pngChunk('IDAT', rows),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

function pngChunk(type: string, content: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length);
  const body = joined([type, content]);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crc32(body));
  return joined([length, body, sum]);
}

/** PNG's checksum (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function bitmap(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(60);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOf('BM'));
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  return bytes;
}

function tiff(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(200);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOf('II*\0'));
  view.setUint32(4, 8, true);
  const entries: [number, number][] = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 180],
    [278, height],
    [279, 20],
  ];
  view.setUint16(8, entries.length, true);
  entries.forEach(([tag, value], i) => {
    view.setUint16(10 + 12 * i, tag, true);
    view.setUint16(12 + 12 * i, 4, true);
    view.setUint32(14 + 12 * i, 1, true);
    view.setUint32(18 + 12 * i, value, true);
  });
  return bytes;
}
