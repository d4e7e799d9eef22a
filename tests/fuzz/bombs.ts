import { zlibSync } from 'fflate';
import type { HostileFile } from './hostile-files';
import { joined, onePage, shown, type PdfObject } from './make-pdf';

const repeated = (text: string, bytes: number): Uint8Array => {
  const unit = new TextEncoder().encode(text);
  const whole = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += unit.length) whole.set(unit.subarray(0, bytes - at), at);
  return whole;
};
const flate = (bytes: Uint8Array): PdfObject => ({
  dictionary: '/Filter /FlateDecode',
  stream: zlibSync(bytes, { level: 9 }),
});
const twice = (bytes: Uint8Array): PdfObject => ({
  dictionary: '/Filter [/FlateDecode /FlateDecode]',
  stream: zlibSync(zlibSync(bytes, { level: 9 }), { level: 9 }),
});

/** Small files that are large once unpacked. */
export function bombs(): HostileFile[] {
  const spaces = flate(repeated(' ', 64_000_000));
  const text = repeated(`${shown}\n`, 30_000_000);
  const image = (dictionary: string, stream: Uint8Array): PdfObject => ({
    dictionary: `/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 ${dictionary}`,
    stream,
  });
  const picture = (object: PdfObject) =>
    onePage('q 400 0 0 200 0 0 cm /X Do Q', { resources: '/XObject << /X 5 0 R >>', more: [object] });
  const zeros = zlibSync(new Uint8Array(100_000_000), { level: 9 });
  const contents = Array.from({ length: 200 }, () => '5 0 R').join(' ');
  return [
    {
      name: 'bomb-spaces.pdf',
      bytes: onePage(spaces),
      why: '64 MB of spaces in a stream',
      ends: 'refused',
    },
    {
      name: 'bomb-spaces-twice.pdf',
      bytes: onePage(twice(repeated(' ', 64_000_000))),
      why: '64 MB of spaces, packed twice',
      ends: 'refused',
    },
    {
      name: 'bomb-many.pdf',
      bytes: onePage('', { page: `/Contents [${contents}]`, more: [spaces] }),
      why: 'one stream of 64 MB, 200 times',
    },
    {
      name: 'bomb-states.pdf',
      bytes: onePage(flate(repeated('q Q ', 80_000_000))),
      why: '40 million operators',
    },
    { name: 'bomb-text.pdf', bytes: onePage(flate(text)), why: '400,000 sentences on one page' },
    {
      name: 'bomb-lines.pdf',
      bytes: onePage(flate(joined([shown, repeated(' 10 20 m 300 20 l S', 20_000_000)]))),
      why: 'a million lines',
    },
    {
      name: 'bomb-grid.pdf',
      bytes: onePage(flate(new TextEncoder().encode(grid()))),
      why: 'a grid of 1,000 by 1,000',
    },
    {
      name: 'bomb-image.pdf',
      bytes: picture(image('/Width 10000 /Height 10000 /Filter /FlateDecode', zeros)),
      why: 'a picture of 100 million points',
      ends: 'refused',
    },
    {
      name: 'bomb-image-wide.pdf',
      bytes: picture(image('/Width 1000000 /Height 1000000 /Filter /FlateDecode', zeros)),
      why: 'a picture that says it has a million million points',
      ends: 'refused',
    },
    {
      name: 'bomb-mask.pdf',
      bytes: picture(image('/Width 65000 /Height 65000 /ImageMask true /Filter /FlateDecode', zeros)),
      why: 'a mask of four thousand million points',
      ends: 'refused',
    },
    {
      name: 'bomb-objects.pdf',
      bytes: onePage(shown, {
        catalog: '/Names 5 0 R',
        more: [{ dictionary: '/Type /ObjStm /N 100000000 /First 100 /Filter /FlateDecode', stream: zeros }],
      }),
      why: 'a stream of 100 million objects',
      ends: 'read',
    },
    {
      name: 'bomb-page.pdf',
      bytes: onePage(`q 1 0 0 1 0 0 cm Q`, { page: '/MediaBox [0 0 1000000000 1000000000]' }),
      why: 'a page as wide as the earth',
      ends: 'refused',
    },
    {
      name: 'bomb-string.pdf',
      bytes: onePage(`BT /F 12 Tf 20 150 Td (${'kiln '.repeat(20_000)}) Tj ET`),
      why: '100,000 letters in one line',
    },
    {
      name: 'bomb-comment.pdf',
      bytes: joined(['%PDF-1.7\n%', repeated('x', 20_000_000)]),
      why: 'a comment of 20 MB',
      ends: 'refused',
    },
    {
      name: 'bomb-objects-text.pdf',
      bytes: joined(['%PDF-1.7\n', repeated('1 0 obj\n', 8_000_000)]),
      why: 'a million objects begun',
      ends: 'refused',
    },
  ];
}

function grid(): string {
  const lines = Array.from(
    { length: 1000 },
    (_, i) => `${i / 3} 0 m ${i / 3} 190 l S 0 ${i / 6} m 390 ${i / 6} l S`,
  );
  return `${shown}\n${lines.join('\n')}`;
}
