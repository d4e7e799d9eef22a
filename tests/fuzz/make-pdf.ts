const encoder = new TextEncoder();

/** An object's content: text, or a stream with its dictionary's entries. */
export type PdfObject = string | { dictionary: string; stream: Uint8Array | string };

export const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? encoder.encode(content) : content;

export function joined(parts: readonly (Uint8Array | string)[]): Uint8Array {
  const all = parts.map(bytesOf);
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A PDF of these objects, numbered from 1, the first being the catalog; cross references as they should be. */
export function makePdf(objects: readonly PdfObject[], trailer = ''): Uint8Array {
  const parts: Uint8Array[] = [encoder.encode('%PDF-1.7\n')];
  const rows: string[] = [];
  let at = parts[0]!.length;
  objects.forEach((object, i) => {
    rows.push(`${String(at).padStart(10, '0')} 00000 n \n`);
    const body =
      typeof object === 'string'
        ? [object]
        : [
            `<< ${object.dictionary} /Length ${bytesOf(object.stream).length} >>\nstream\n`,
            object.stream,
            '\nendstream',
          ];
    const bytes = joined([`${i + 1} 0 obj\n`, ...body, '\nendobj\n']);
    parts.push(bytes);
    at += bytes.length;
  });
  const size = objects.length + 1;
  parts.push(
    encoder.encode(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return joined(parts);
}

export const helvetica = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/** Enough letters that the page is not taken for a scan. */
export const sentence = 'The north kiln is fired on the first day of every month.';
export const shown = `BT /F 12 Tf 20 150 Td (${sentence}) Tj ET`;

/** One page that draws `content`; `resources` beside the font /F, `more` objects from number 5 on. */
export function onePage(
  content: PdfObject | Uint8Array,
  {
    resources = '',
    more = [],
    catalog = '',
    page = '',
  }: Partial<Record<'resources' | 'catalog' | 'page', string>> & {
    more?: readonly PdfObject[];
  } = {},
): Uint8Array {
  const stream: PdfObject =
    typeof content === 'string' || content instanceof Uint8Array
      ? { dictionary: '', stream: content }
      : content;
  return makePdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F ${helvetica} >> ${resources} >> ${page} >>`,
    stream,
    ...more,
  ]);
}
