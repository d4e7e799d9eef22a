import { expect, test } from 'vitest';
import { chart, diagram, paragraph, word, wordPart } from './packing';
import { codeOf, outline, read } from './reading';

const style = (id: string, name: string, content = '') =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${content}</w:style>`;
const level = (place: number, format: string, text: string) =>
  `<w:lvl w:ilvl="${place}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
const numbered = (list: number, place: number) =>
  `<w:numPr><w:ilvl w:val="${place}"/><w:numId w:val="${list}"/></w:numPr>`;

test('headings are known by the outline level that their style inherits, captions and lines of contents by their style', async () => {
  const styles = wordPart(
    'styles',
    style('H1', 'heading 1') +
      style('Firm', "The Firm's Head", '<w:basedOn w:val="H1"/>') +
      style('Deep', 'Deep', '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>') +
      style('Cap', 'caption') +
      style('T1', 'toc 1') +
      style('L1', 'List Bullet') +
      style('L2', 'List Bullet 2', `<w:pPr>${numbered(1, 0)}</w:pPr>`),
  );
  const styled = (text: string, id: string) => paragraph(text, `<w:pStyle w:val="${id}"/>`);
  const { elements } = await read(
    'a.docx',
    word(
      styled('Kilns 3', 'T1') +
        styled('Kilns', 'Firm') +
        styled('North', 'Deep') +
        styled('The flue', 'Cap') +
        paragraph('cones', `<w:pStyle w:val="L1"/>${numbered(1, 0)}`) +
        styled('shelves', 'L2'),
      {
        'styles.xml': styles,
        'numbering.xml': wordPart(
          'numbering',
          `<w:abstractNum w:abstractNumId="0">${level(0, 'bullet', '•')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
        ),
      },
    ),
  );
  expect(elements.map(({ type, level: own, text }) => [type, own, text])).toEqual([
    ['ListItem', 1, 'Kilns 3'],
    ['Title', 1, 'Kilns'],
    ['Title', 3, 'North'],
    ['FigureCaption', undefined, 'The flue'],
    ['ListItem', 1, 'cones'],
    ['ListItem', 2, 'shelves'],
  ]);
});

test('a short paragraph in bold is a heading below the last one; bold words in a sentence are not', async () => {
  const bold = (text: string) => `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
  const { elements } = await read(
    'a.docx',
    word(bold('Safety') + bold('Do not open the kiln.') + paragraph('The kiln is hot.')),
  );
  expect(outline(elements)).toEqual([
    'Title: Safety',
    'NarrativeText: Do not open the kiln.',
    'NarrativeText: The kiln is hot.',
  ]);
});

test("the numbers that Word writes before headings and clauses are read, a plain list's are not", async () => {
  const numbering = wordPart(
    'numbering',
    `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1')}${level(1, 'decimal', '%1.%2')}</w:abstractNum>` +
      `<w:abstractNum w:abstractNumId="1">${level(0, 'chineseCounting', '第%1条')}</w:abstractNum>` +
      `<w:abstractNum w:abstractNumId="2">${level(0, 'decimal', '%1.')}</w:abstractNum>` +
      [0, 1, 2].map((i) => `<w:num w:numId="${i + 1}"><w:abstractNumId w:val="${i}"/></w:num>`).join(''),
  );
  const styles = wordPart(
    'styles',
    style('H1', 'heading 1', `<w:pPr>${numbered(1, 0)}</w:pPr>`) +
      style('H2', 'heading 2', `<w:pPr>${numbered(1, 1)}</w:pPr>`),
  );
  const heads = ['H1', 'H2', 'H2', 'H1', 'H2']
    .map((id, i) => paragraph(`Head ${'abcde'[i]}`, `<w:pStyle w:val="${id}"/>`))
    .join('');
  const clauses = Array.from({ length: 12 }, () => paragraph('窑主负责点火。', numbered(2, 0))).join('');
  const { elements } = await read(
    'a.docx',
    word(heads + clauses + paragraph('a list', numbered(3, 0)), {
      'styles.xml': styles,
      'numbering.xml': numbering,
    }),
  );
  const texts = elements.map(({ text }) => text);
  expect(texts.slice(0, 5)).toEqual(['1 Head a', '1.1 Head b', '1.2 Head c', '2 Head d', '2.1 Head e']);
  expect(texts.slice(5, 17).filter((_, i) => [0, 9, 11].includes(i))).toEqual([
    '第一条 窑主负责点火。',
    '第十条 窑主负责点火。',
    '第十二条 窑主负责点火。',
  ]);
  expect(texts.at(-1)).toBe('a list');
});

test('heads and feet of pages are read once each, with the pages on which text stands', async () => {
  const { elements, pages } = await read(
    'a.docx',
    word(
      paragraph('First page.') +
        '<w:p><w:r><w:lastRenderedPageBreak/><w:t>Second page.</w:t></w:r></w:p>' +
        paragraph('Still there.'),
      {
        'header1.xml': wordPart('hdr', paragraph('Kiln handbook')),
        'header2.xml': wordPart('hdr', paragraph('Kiln handbook')),
        'footer1.xml': wordPart('ftr', paragraph('In confidence') + paragraph('7')),
      },
      [
        ['h1', 'header', 'header1.xml'],
        ['h2', 'header', 'header2.xml'],
        ['f1', 'footer', 'footer1.xml'],
      ],
    ),
  );
  expect(pages).toHaveLength(2);
  expect(elements.map(({ page, type, text }) => `${page} ${type}: ${text}`)).toEqual([
    '1 Header: Kiln handbook',
    '1 NarrativeText: First page.',
    '2 NarrativeText: Second page.',
    '2 NarrativeText: Still there.',
    '1 Footer: In confidence',
    '1 PageNumber: 7',
  ]);
});

test('formulas are text with raised and lowered signs, in a sentence and on a line of their own', async () => {
  const r = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
  const e = (tag: string, content: string) => `<m:${tag}>${content}</m:${tag}>`;
  const square = e('sSup', e('e', r('x')) + e('sup', r('2')));
  const fraction = e('f', e('num', r('a+b')) + e('den', r('c')));
  const sum = `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>${e('sub', r('i=1'))}${e('sup', r('n'))}${e('e', e('sSub', e('e', r('q')) + e('sub', r('i'))))}</m:nary>`;
  const { elements } = await read(
    'a.docx',
    word(
      `<w:p><w:r><w:t xml:space="preserve">Heat is </w:t></w:r><m:oMath>${square}</m:oMath><w:r><w:t>, roughly.</w:t></w:r></w:p>` +
        `<w:p><m:oMathPara><m:oMath>${fraction}${r('=')}${e('rad', e('deg', '') + e('e', r('y')))}</m:oMath></m:oMathPara></w:p>` +
        `<w:p><m:oMathPara><m:oMath>${sum}</m:oMath></m:oMathPara></w:p>`,
    ),
  );
  expect(outline(elements)).toEqual([
    'NarrativeText: Heat is x², roughly.',
    'Formula: (a+b)/c=√y',
    'Formula: ∑_(i=1)ⁿ q_i',
  ]);
});

test('charts are tables under their titles, diagrams lists, each where it is drawn', async () => {
  const drawn = (content: string) =>
    `<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData>${content}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
  const { elements } = await read(
    'a.docx',
    word(
      paragraph('Before.') +
        drawn('<c:chart r:id="c1"/>') +
        paragraph('Between.') +
        drawn('<dgm:relIds r:dm="d1" r:lo="d2"/>') +
        paragraph('After.'),
      { 'charts/chart1.xml': chart, 'diagrams/data1.xml': diagram },
      [
        ['c1', 'chart', 'charts/chart1.xml'],
        ['d1', 'diagramData', 'diagrams/data1.xml'],
      ],
    ),
  );
  expect(outline(elements)).toEqual([
    'NarrativeText: Before.',
    'FigureCaption: Firings',
    'Table:  | North | South\nMay | 50.0% | 12.5%\nJune | 25.0% | 100.0%'.replace('Table:  |', 'Table: |'),
    'NarrativeText: Between.',
    'ListItem: Kilns',
    'ListItem: North',
    'ListItem: South',
    'NarrativeText: After.',
  ]);
});

test('what was inserted is read, what was deleted or only commented is not; fields, boxes and ruby keep their text', async () => {
  const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const box = `<w:p><w:r><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>${paragraph('In a box.')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>`;
  const { elements } = await read(
    'a.docx',
    word(
      `<w:p>${run('The kiln is ')}<w:ins w:id="1">${run('warm')}</w:ins><w:del w:id="2"><w:r><w:delText>cold</w:delText></w:r></w:del>${run('.')}<w:r><w:commentReference w:id="0"/></w:r></w:p>` +
        `<w:p>${run('Page ')}<w:fldSimple w:instr="PAGE">${run('3')}</w:fldSimple><w:r><w:cr/></w:r><w:ruby><w:rt>${run('よう')}</w:rt><w:rubyBase>${run('窯')}</w:rubyBase></w:ruby></w:p>` +
        box,
      {
        'comments.xml': wordPart('comments', `<w:comment w:id="0">${paragraph('Is it?')}</w:comment>`),
      },
      [['k', 'comments', 'comments.xml']],
    ),
  );
  expect(outline(elements)).toEqual([
    'NarrativeText: The kiln is warm.',
    'NarrativeText: Page 3 窯',
    'NarrativeText: In a box.',
  ]);
});

test('a table in a cell of another is read in it, and the first row in bold is its heading', async () => {
  const cell = (content: string) => `<w:tc><w:tcPr/>${content}</w:tc>`;
  const row = (...cells: string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`;
  const bold = (text: string) => `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
  const inner = `<w:tbl>${row(paragraph('low'), paragraph('high'))}</w:tbl><w:p/>`;
  const outer = `<w:tbl>${row(bold('Kiln'), bold('Heat'))}${row(paragraph('North'), inner)}${row(paragraph('South'), paragraph('low'))}</w:tbl>`;
  const { elements } = await read('a.docx', word(outer));
  expect(outline(elements)).toEqual(['Table: Kiln | Heat\nNorth | low high\nSouth | low']);
  expect(elements[0]!.headerRows).toBe(1);
});

test('unclosed parts, endless groups and entities of a Word file end in text or an error', async () => {
  const bombs = [
    '<m:oMath>'.repeat(20_000),
    '<w:drawing><c:chart r:id="x"/>'.repeat(5_000),
    '<w:p><w:pPr>'.repeat(20_000),
    '<w:txbxContent><wps:txbx>'.repeat(5_000),
    `<m:oMath>${'<m:sSup><m:e>'.repeat(3_000)}<m:r><m:t>x</m:t></m:r>${'</m:e></m:sSup>'.repeat(3_000)}</m:oMath>`,
  ];
  for (const bomb of bombs)
    expect(['no error', 'file/empty', 'file/unreadable']).toContain(
      await codeOf(read('bomb.docx', word(`${paragraph('The kiln.')}<w:p>${bomb}</w:p>`))),
    );
});
