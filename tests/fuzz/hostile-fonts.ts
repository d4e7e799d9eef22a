import type { HostileFile } from './hostile-files';
import { onePage, sentence, type PdfObject } from './make-pdf';

const draw = `BT /G 12 Tf 20 150 Td (${sentence}) Tj ET`;
const page = (font: string, more: readonly PdfObject[] = []) =>
  onePage(draw, { resources: `/Font << /G 5 0 R >>`, more: [font, ...more] });

const descriptor = (file: string) =>
  `<< /Type /FontDescriptor /FontName /Bad /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 ${file} >>`;
const simple = (more: string) =>
  `<< /Type /Font /Subtype /TrueType /BaseFont /Bad /FirstChar 0 /LastChar 255 /FontDescriptor 6 0 R ${more} >>`;
const composite = (more: string) =>
  `<< /Type /Font /Subtype /Type0 /BaseFont /Bad /Encoding /Identity-H /DescendantFonts [6 0 R] ${more} >>`;
const descendant =
  '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Bad /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 7 0 R >>';
const stream = (content: string | Uint8Array, dictionary = ''): PdfObject => ({
  dictionary,
  stream: content,
});

const maps = (kind: 'bfrange' | 'cidrange', range: string, times: number) =>
  `/CIDInit /ProcSet findresource begin begincmap\n${`1 begin${kind}\n${range}\nend${kind}\n`.repeat(times)}endcmap`;

/** Fonts that loop, grow or lie. */
export function hostileFonts(): HostileFile[] {
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 97 + (i >> 3)) & 255);
  // 'true' with 65,535 tables.
  const crowded = new Uint8Array(5000).fill(255);
  crowded.set([0, 1, 0, 0, 255, 255]);
  // CFF version 1.0, then an index that says it holds 65,535 entries.
  const compact = Uint8Array.from([1, 0, 4, 4, 255, 255, 4, ...new Array<number>(3000).fill(255)]);
  const type1 = `%!PS-AdobeFont-1.0: Bad\n/FontMatrix [0 0 0 0 0 0] def\n${'/Subrs 100000000 array\n'.repeat(50)}eexec\n`;
  const forms = (procedures: string, extra = '') =>
    `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0 0 0 0 0 0] /FirstChar 0 /LastChar 255 /CharProcs << /a 6 0 R >> /Encoding << /Differences [0 ${'/a '.repeat(256)}] >> /Widths [${'0 '.repeat(256)}] /Resources << ${procedures} >> ${extra} >>`;
  const glyph = stream(`0 0 d0 BT /G 12 Tf (a) Tj ET`);
  const cases: [string, Uint8Array, string][] = [
    ['noise', page(simple(''), [descriptor('/FontFile2 7 0 R'), stream(noise)]), 'a font of noise'],
    [
      'tables',
      page(simple(''), [descriptor('/FontFile2 7 0 R'), stream(crowded)]),
      'a font that says it has 65,535 tables',
    ],
    [
      'cff',
      page(simple(''), [descriptor('/FontFile3 7 0 R'), stream(compact, '/Subtype /Type1C')]),
      'a compact font that lies about its index',
    ],
    [
      'type1',
      page(simple(''), [
        descriptor('/FontFile 7 0 R'),
        stream(type1, '/Length1 100 /Length2 100000000 /Length3 0'),
      ]),
      'a Type 1 font of five thousand million routines',
    ],
    ['type3-itself', page(forms('/Font << /G 5 0 R >>'), [glyph]), 'a glyph that writes itself'],
    ['type3-nothing', page(forms('', '/CharProcs 5 0 R')), 'glyphs that are the font'],
    ['no-descendant', page(composite('').replace('6 0 R', '')), 'a composite font of nothing'],
    ['descendant-itself', page(composite('').replace('6 0 R', '5 0 R')), 'a composite font of itself'],
    [
      'bfrange',
      page(composite('/ToUnicode 8 0 R'), [
        descendant,
        descriptor(''),
        stream(maps('bfrange', '<00000000> <FFFFFFFF> <0041>', 1)),
      ]),
      'a map of four thousand million codes',
    ],
    [
      'bfrange-many',
      page(composite('/ToUnicode 8 0 R'), [
        descendant,
        descriptor(''),
        stream(maps('bfrange', '<000000> <FFFFFE> <0041>', 40)),
      ]),
      'a map of 16 million codes, 40 times',
    ],
    [
      'cidrange',
      page(composite('').replace('/Identity-H', '8 0 R'), [
        descendant,
        descriptor(''),
        stream(maps('cidrange', '<000000> <FFFFFE> 0', 40), '/Type /CMap /CMapName /Bad'),
      ]),
      'an encoding of 16 million codes, 40 times',
    ],
    [
      'usecmap',
      page(composite('').replace('/Identity-H', '8 0 R'), [
        descendant,
        descriptor(''),
        stream('begincmap endcmap', '/Type /CMap /CMapName /Bad /UseCMap 8 0 R'),
      ]),
      'an encoding that builds on itself',
    ],
    [
      'unknown-map',
      page(composite('').replace('/Identity-H', '/../../../etc/passwd'), [descendant, descriptor('')]),
      'an encoding that is a path',
    ],
    [
      'widths',
      page(composite(''), [descendant.replace('/DW 1000', '/W [0 2000000000 500]'), descriptor('')]),
      'widths of two thousand million codes',
    ],
    ['base', page('<< /Type /Font /Subtype /Type1 /BaseFont /../../secret >>'), 'a font called like a path'],
    ['null', page('null'), 'no font at all'],
    [
      'differences',
      page(
        `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [0 ${'/A'.repeat(300_000)}] >> >>`,
      ),
      '300,000 names for 256 codes',
    ],
  ];
  return cases.map(([name, bytes, why]) => ({ name: `font-${name}.pdf`, bytes, why }));
}
