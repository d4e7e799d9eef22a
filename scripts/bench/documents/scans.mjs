/** @typedef {{ html: string, style: string }} Page */

const fonts = "'DejaVu Serif','Noto Serif CJK SC','Noto Naskh Arabic',serif";
const basic = `@page{size:A4;margin:22mm 20mm}body{font:10.5pt/1.4 ${fonts};margin:0}h1{font-size:19pt;margin:0 0 8pt}h2{font-size:13pt;margin:10pt 0 4pt}p{margin:0 0 7pt}th{text-align:left}td+td,th+th{text-align:right}th[colspan]{text-align:center}th{vertical-align:bottom}table{margin:6pt 0 10pt}`;

/** @param {Page} page */
export const documentOf = ({ html, style }) =>
  `<!doctype html><meta charset="utf-8"><style>${basic}${style}</style>${html}`;

// A4 at 96 and at 250 dots per inch.
const [wide, high] = [794, 1123];
const sharpness = 250 / 96;

/** How a page lies on the scanner: turned by degrees to the right, lit as said. @typedef {{ turned?: number, light?: string }} Lying */

/**
 * The page as a scanner would give it: a picture, a little turned, with grain.
 * @param {import('playwright').Browser} browser @param {Page} made @param {Lying} [lying]
 */
export async function scannedJpeg(browser, made, { turned = 0.5, light = '' } = {}) {
  const page = await browser.newPage({
    viewport: { width: wide, height: high },
    deviceScaleFactor: sharpness,
  });
  const grain =
    '<svg style="position:fixed;inset:0;width:100%;height:100%;mix-blend-mode:multiply"><filter id="g"><feTurbulence baseFrequency="0.9" seed="7"/><feColorMatrix type="matrix" values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.5 0 0 0 -0.13"/></filter><rect width="100%" height="100%" filter="url(#g)" opacity="0.5"/></svg>';
  const style = `${made.style}body{padding:80px 75px;transform:rotate(${turned}deg);background:#fff}`;
  await page.setContent(documentOf({ html: made.html + grain + light, style }));
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 70 });
  await page.close();
  return jpeg;
}

/** @param {import('playwright').Browser} browser @param {readonly Page[]} pages */
export async function scannedPdf(browser, pages) {
  const jpegs = [];
  for (const page of pages) jpegs.push(await scannedJpeg(browser, page));
  return imagePdf(jpegs);
}

/** A4 pages that show nothing but a JPEG each. @param {readonly Uint8Array[]} jpegs */
export function imagePdf(jpegs) {
  const [width, height] = [Math.round(wide * sharpness), Math.round(high * sharpness)];
  const draw = 'q 595 0 0 842 0 0 cm /I Do Q';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${jpegs.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}] /Count ${jpegs.length} >>`,
    `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`,
    ...jpegs.flatMap((jpeg, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /XObject << /I ${5 + 2 * i} 0 R >> >> >>`,
      Buffer.concat([
        Buffer.from(
          `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`,
        ),
        jpeg,
        Buffer.from('\nendstream'),
      ]),
    ]),
  ];
  const bodies = objects.map((object, i) =>
    Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]),
  );
  let at = 9;
  const rows = bodies.map((body) => {
    const row = `${String(at).padStart(10, '0')} 00000 n \n`;
    at += body.length;
    return row;
  });
  const size = objects.length + 1;
  const tail = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), ...bodies, Buffer.from(tail)]);
}
