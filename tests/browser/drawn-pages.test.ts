import { expect, test } from 'vitest';
import { startExtraction } from './extract-worker';

const side = 1600;

/** A page of 400 by 400 points: `content` with a picture Im (its left half black, its right white), a pattern, a mask. */
function pdfOf(content: string): ArrayBuffer {
  const picture = Array.from({ length: (side * side) / 4 }, (_, i) =>
    i % (side / 4) < side / 8 ? '00' : 'ff',
  );
  const stream = (entries: string, data: string) =>
    `<< ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources << ' +
      '/XObject << /Im 5 0 R /Group 8 0 R >> /Pattern << /P 6 0 R >> /ExtGState << /Mask 7 0 R >> >> >>',
    stream('', content),
    stream(
      `/Type /XObject /Subtype /Image /Width ${side / 2} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 4 /Filter /ASCIIHexDecode`,
      picture.join('') + '>',
    ),
    stream(
      '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 10 /YStep 10 /Resources << >>',
      '0 g 0 0 10 10 re f',
    ),
    '<< /Type /ExtGState /SMask << /S /Luminosity /G 9 0 R >> >>',
    stream(
      '/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Group << /S /Transparency /I true >> /Resources << >>',
      '0 g 250 250 100 100 re f',
    ),
    stream(
      '/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Group << /S /Transparency /CS /DeviceGray >> /Resources << >>',
      '1 g 0 0 100 400 re f',
    ),
  ];
  const text = objects.map((body, i) => `${i + 1} 0 obj\n${body}\nendobj\n`).join('');
  const trailer = `trailer\n<< /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF`;
  return new TextEncoder().encode(`%PDF-1.7\n${text}${trailer}`).buffer;
}

test.each([
  ['a picture of more pixels than are shown', 'q 400 0 0 400 0 0 cm /Im Do Q', [100, 200], [300, 200]],
  ['a pattern', '/Pattern cs /P scn 0 0 200 400 re f', [100, 200], [300, 200]],
  ['what shows through a mask', 'q /Mask gs 0 g 0 0 400 400 re f Q', [50, 200], [300, 200]],
  ['a group that is laid on the page as one', '/Group Do', [300, 100], [100, 300]],
] as const)('%s is drawn in the worker', async (_, content, black, white) => {
  const { extract, end } = startExtraction();
  const bitmap = await extract.renderPage({ name: 'drawn.pdf', bytes: pdfOf(content) }, 1, 400).finally(end);
  const context = new OffscreenCanvas(400, 400).getContext('2d')!;
  context.drawImage(bitmap!, 0, 0);
  const shade = ([x, y]: readonly [number, number]) => context.getImageData(x, y, 1, 1).data[0];
  expect([shade(black), shade(white)]).toEqual([0, 255]);
});

test('who turns to another file while a page is drawn gets the other, and no error', async () => {
  const { extract, end } = startExtraction();
  const slow = { name: 'slow.pdf', bytes: pdfOf('q 400 0 0 400 0 0 cm /Im Do Q') };
  const other = { name: 'other.pdf', bytes: pdfOf('/Group Do') };
  await extract.glance(slow);
  const [left, turnedTo] = await Promise.all([
    extract.renderPage(slow, 1, 400),
    extract.renderPage(other, 1, 300),
  ]).finally(end);
  expect(left).toBeNull();
  expect(turnedTo?.width).toBe(300);
});
