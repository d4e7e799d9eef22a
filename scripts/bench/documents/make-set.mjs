import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../../chromium.mjs';
import { documentOf, scannedPdf } from './scans.mjs';
import { accounts, officeGrid } from './report-tables.mjs';
import { fromLeft, looks, tableData, tableHtml, typewriterHtml } from './tables.mjs';
import { chance, fromRight, phrase, prose } from './words.mjs';

/** @typedef {import('./words.mjs').Chance} Chance */
/** @typedef {import('./words.mjs').Language} Language */
/** @typedef {import('./tables.mjs').Look} Look */
/** @typedef {{ name: string, html: string, style: string, gold: string, ending: 'txt' | 'html', scan?: boolean }} Made */

/**
 * Tables of every look, with a sentence before and after. @param {Chance} random @param {string} name
 * @param {{ look: Look, language: Language, tables: number, rows: number, columns: number, spans: boolean, scan?: boolean }} kind
 * @returns {Made}
 */
function tablesOf(random, name, { look, language, tables, rows, columns, spans, scan = false }) {
  const made = Array.from({ length: tables }, () => tableData(random, language, { rows, columns, spans }));
  const shown = made.map(
    (table) =>
      `<p>${prose(random, language, 2)}</p>${look === 'typewriter' ? typewriterHtml(table) : tableHtml(table)}`,
  );
  const backwards = fromRight(language);
  const html = `<h1>${phrase(random, language)}</h1>${shown.join('\n')}<p>${prose(random, language, 3)}</p>`;
  // A page from the right gives its first column rightmost; the gold says where cells stand on paper, from the left.
  const gold = (backwards ? made.map(fromLeft) : made).map(tableHtml).join('\n');
  const style = looks[look] + (backwards ? 'body{direction:rtl}th{text-align:right}' : '');
  return { name, html, style, gold, ending: 'html', scan };
}

/**
 * Two tables without rules beside one another, with rows of the same or of another height.
 * @param {Chance} random @param {string} name @param {{ columns: number, rows: [number, number], leading: string }} kind
 * @returns {Made}
 */
function tablesBeside(random, name, { columns, rows, leading }) {
  const made = rows.map((count) => tableData(random, 'en', { rows: count, columns, spans: false }));
  const [left, right] = made.map(tableHtml);
  const text = prose(random, 'en', 3);
  return {
    name,
    html: `<p>${text}</p><div style="display:flex;gap:16mm"><div>${left}</div><div style="line-height:${leading}">${right}</div></div><p>${prose(random, 'en', 3)}</p>`,
    style: `${looks.plain}body{font-size:8.5pt}td,th{padding-right:7pt}`,
    gold: made.map(tableHtml).join('\n'),
    ending: 'html',
  };
}

/**
 * One table over several pages whose heading comes back at the top of each, with room under it, where running heads stand.
 * @param {Chance} random @param {string} name @param {Look} look @returns {Made}
 */
function tableOverPages(random, name, look) {
  const table = tableData(random, 'en', { rows: 150, columns: 4, spans: false });
  const text = prose(random, 'en', 2);
  return {
    name,
    html: `<p>${text}</p>${tableHtml(table)}<p>${prose(random, 'en', 2)}</p>`,
    style: `${looks[look]}@page{margin:14mm 20mm}thead th{padding-bottom:9pt}`,
    gold: tableHtml(table),
    ending: 'html',
  };
}

/**
 * Running text; what is read must be the text in its order.
 * @param {Chance} random @param {string} name
 * @param {{ columns: number, language: Language, sections: number, heads?: boolean, notes?: boolean, scan?: boolean }} kind
 * @returns {Made}
 */
function textOf(random, name, { columns, language, sections, heads = false, notes = false, scan = false }) {
  const title = phrase(random, language);
  /** @type {string[]} */
  const gold = [title];
  const parts = Array.from({ length: sections }, (_, i) => {
    const heading = `${i + 1}. ${phrase(random, language)}`;
    const paragraphs = Array.from({ length: 2 + random.below(2) }, () => prose(random, language, 3));
    gold.push(heading, ...paragraphs);
    return `<h2>${heading}</h2>${paragraphs.map((text) => `<p>${text}</p>`).join('')}`;
  });
  const note = notes ? prose(random, language, 1) : '';
  if (note) gold.push(`1 ${note}`);
  const running = heads
    ? `<style>@page{@top-center{content:"${phrase(random, language)}";font:8pt serif}@bottom-center{content:counter(page);font:8pt serif}}</style>`
    : '';
  const foot = note
    ? `<footer style="font-size:8pt;border-top:0.5pt solid #000;margin-top:12pt">1 ${note}</footer>`
    : '';
  return {
    name,
    html: `${running}<h1>${title}</h1><div style="columns:${columns};column-gap:9mm;${fromRight(language) ? 'direction:rtl' : ''}">${parts.join('')}</div>${foot}`,
    style: columns > 1 ? 'p{text-align:justify}' : '',
    gold: `${gold.join('\n\n')}\n`,
    ending: 'txt',
    scan,
  };
}

/** Side by side, over pages and from the right; drawn by themselves, so that they change no other. */
function furtherTables() {
  const random = chance(20260102);
  /** @type {Language[]} */
  const languages = ['ar', 'he'];
  /** @type {Look[]} */
  const some = ['ruled', 'plain'];
  const shape = { tables: 2, rows: 6, columns: 4, spans: false };
  return [
    tablesBeside(random, 'tables-beside', { columns: 3, rows: [9, 6], leading: '1.4' }),
    tablesBeside(random, 'tables-beside-uneven', { columns: 3, rows: [8, 7], leading: '1.75' }),
    ...some.map((look) => tableOverPages(random, `table-${look}-pages`, look)),
    ...languages.flatMap((language) =>
      some.map((look) => tablesOf(random, `table-${look}-${language}`, { look, language, ...shape })),
    ),
  ];
}

/** As annual reports and office programs set them. */
function reportTables() {
  const random = chance(20260103);
  return [
    accounts(random, 'accounts-two-years', { years: 2, rows: 14 }),
    accounts(random, 'accounts-three-years', { years: 3, rows: 24 }),
    officeGrid(random, 'office-grid'),
  ];
}

/** @returns {{ tables: Made[], text: Made[], scans: Made[] }} */
function plan() {
  const random = chance(20260101);
  /** @type {Look[]} */
  const all = ['ruled', 'partly', 'shaded', 'plain', 'typewriter'];
  const tables = all.flatMap((look) => {
    const kind = {
      look,
      language: /** @type {Language} */ ('en'),
      tables: 1,
      rows: 8,
      columns: 4,
      spans: false,
    };
    return [
      tablesOf(random, `table-${look}`, kind),
      tablesOf(random, `table-${look}-three`, { ...kind, tables: 3, rows: 5 }),
      ...(look === 'typewriter'
        ? []
        : [
            tablesOf(random, `table-${look}-spans`, { ...kind, columns: 5, spans: true }),
            tablesOf(random, `table-${look}-long`, { ...kind, rows: 70 }),
            tablesOf(random, `table-${look}-zh`, { ...kind, language: 'zh' }),
          ]),
    ];
  });
  tables.push(...furtherTables(), ...reportTables());
  const text = [1, 2, 3].flatMap((columns) => [
    textOf(random, `text-${columns}`, { columns, language: 'en', sections: 8 }),
    textOf(random, `text-${columns}-heads-notes`, {
      columns,
      language: 'en',
      sections: 10,
      heads: true,
      notes: true,
    }),
    textOf(random, `text-${columns}-zh`, { columns, language: 'zh', sections: 8, heads: true }),
  ]);
  text.push(textOf(random, 'text-1-ar', { columns: 1, language: 'ar', sections: 4 }));
  text.push(textOf(chance(20260103), 'text-1-he', { columns: 1, language: 'he', sections: 4 }));
  const scans = [
    textOf(random, 'scan-text', { columns: 1, language: 'en', sections: 3, scan: true }),
    textOf(random, 'scan-columns', { columns: 2, language: 'en', sections: 4, scan: true }),
    tablesOf(random, 'scan-ruled', {
      look: 'ruled',
      language: 'en',
      tables: 1,
      rows: 8,
      columns: 4,
      spans: false,
      scan: true,
    }),
    tablesOf(random, 'scan-spans', {
      look: 'ruled',
      language: 'en',
      tables: 1,
      rows: 6,
      columns: 5,
      spans: true,
      scan: true,
    }),
  ];
  return { tables, text, scans };
}

export const madeParts = ['made tables', 'made text', 'made scans, tables', 'made scans, text'];

/**
 * Prints the set into `folder`, each part with its gold in a folder beside it. Texts and tables are made by chance with a
 * fixed seed, so the gold is exact by construction.
 * @param {string} folder
 * @returns {Promise<{ part: string, files: string[], gold: string, task: 'tables' | 'text' }[]>}
 */
export async function makeSet(folder) {
  rmSync(folder, { recursive: true, force: true });
  const { tables, text, scans } = plan();
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  try {
    /** @type {{ part: string, files: string[], gold: string, task: 'tables' | 'text' }[]} */
    const parts = [];
    const groups = /** @type {const} */ ([
      ['made tables', 'tables', tables],
      ['made text', 'text', text],
      ['made scans, tables', 'tables', scans.filter(({ ending }) => ending === 'html')],
      ['made scans, text', 'text', scans.filter(({ ending }) => ending === 'txt')],
    ]);
    for (const [part, task, list] of groups) {
      const place = join(folder, part.replace(/\W+/g, '-'));
      const gold = join(place, 'gold');
      mkdirSync(gold, { recursive: true });
      const files = [];
      for (const made of list) {
        const path = join(place, `${made.name}.pdf`);
        writeFileSync(path, await (made.scan ? scannedPdf(browser, [made]) : printed(browser, made)));
        writeFileSync(join(gold, `${made.name}.${made.ending}`), made.gold);
        files.push(path);
      }
      parts.push({ part, files, gold, task });
    }
    return parts;
  } finally {
    await browser.close();
  }
}

/** @param {import('playwright').Browser} browser @param {Made} made */
async function printed(browser, made) {
  const page = await browser.newPage();
  await page.setContent(documentOf(made));
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: false });
  await page.close();
  return pdf;
}
