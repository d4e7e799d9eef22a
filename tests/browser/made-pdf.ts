/** A JPEG of `width` by `height` pixels. */
export interface Picture {
  width: number;
  height: number;
  jpeg: Uint8Array;
}

/** What is drawn, on white, as a JPEG. */
export async function pictureOf(
  width: number,
  height: number,
  draw: (canvas: OffscreenCanvasRenderingContext2D) => void,
): Promise<Picture> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  draw(context);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  return { width, height, jpeg: new Uint8Array(await blob.arrayBuffer()) };
}

/** A PDF of pages of 595 by 842 points with Helvetica as /F: what each draws, and its pictures /P0, /P1 ... */
export function pdfOf(pages: readonly { draw: string; pictures?: readonly Picture[] }[]): ArrayBuffer {
  const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const objects: Uint8Array[][] = [];
  const add = (...parts: (string | Uint8Array)[]): number =>
    objects.push(parts.map((part) => (typeof part === 'string' ? latin(part) : part)));
  const stream = (dictionary: string, bytes: Uint8Array) =>
    add(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`, bytes, '\nendstream');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  const kids = add('');
  const numbers = pages.map(({ draw, pictures = [] }) => {
    const images = pictures.map(({ width, height, jpeg }) =>
      stream(
        `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`,
        jpeg,
      ),
    );
    const names = images.map((image, i) => `/P${i} ${image} 0 R`).join(' ');
    const content = stream('', latin(draw));
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R ` +
        `/Resources << /XObject << ${names} >> /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
    );
  });
  objects[kids - 1] = [
    latin(`<< /Type /Pages /Kids [${numbers.map((n) => `${n} 0 R`).join(' ')}] /Count ${numbers.length} >>`),
  ];
  const file: Uint8Array[] = [latin('%PDF-1.7\n')];
  let at = 9;
  const offsets = objects.map((parts, i) => {
    const from = at;
    for (const part of [latin(`${i + 1} 0 obj\n`), ...parts, latin('\nendobj\n')]) {
      file.push(part);
      at += part.length;
    }
    return from;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  file.push(
    latin(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  const whole = new Uint8Array(file.reduce((n, part) => n + part.length, 0));
  file.reduce((to, part) => (whole.set(part, to), to + part.length), 0);
  return whole.buffer;
}
