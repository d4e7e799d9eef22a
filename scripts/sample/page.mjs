import { marked } from 'marked';

/** @typedef {import('./sources.mjs').Chapter} Chapter @typedef {import('./sources.mjs').Volume} Volume */

const series = { en: 'The Spindrake Handbook', zh: '纺霭丛书' };

/** @param {string} text */
const quoted = (text) => `"${text.replaceAll('"', '\\"')}"`;

/** A4; running heads and page numbers are margin boxes, so that a chapter can go without them. */
const styles = `
  @page { size: A4; margin: 25mm 22mm 22mm; }
  :root { font: 10.5pt/1.42 'Liberation Serif', 'Noto Serif', 'DejaVu Serif', serif; color: #111; }
  :root:lang(zh) { font: 11pt/1.7 'Noto Serif CJK SC', 'Noto Serif SC', serif; }
  body { margin: 0; }
  h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 7mm; }
  h2 { font-size: 13pt; line-height: 1.25; margin: 6mm 0 2mm; break-after: avoid; }
  p { margin: 0 0 2.5mm; text-align: justify; orphans: 3; widows: 3; }
  .cover { break-after: page; padding-top: 70mm; text-align: center; }
  .cover h1 { font-size: 28pt; }
  .cover p { text-align: center; }
  .two-column { columns: 2; column-gap: 9mm; }
  .two-column h1 { column-span: all; }
  .two-column p { text-align: left; }
  table { border-collapse: collapse; margin: 3mm 0 4mm; font-size: 9.5pt; break-inside: avoid; }
  th, td { text-align: left; vertical-align: top; padding: 1.1mm 3mm; }
  table.ruled th, table.ruled td { border: 0.5pt solid #333; }
  table.ruled th { background: #eee; }
  table.aligned th, table.aligned td { padding: 0.9mm 9mm 0.9mm 0; }
  .scan { margin: 0; display: block; width: 210mm; height: 296.5mm; }
`;

/**
 * A chapter's HTML. `<!-- table: ruled | aligned -->` before a table says how it is drawn.
 * @param {Chapter} chapter
 * @returns {string}
 */
export function chapterHtml(chapter) {
  const html = marked.parse(chapter.markdown, { async: false });
  return html.replace(/<!-- table: (ruled|aligned) -->\s*<table>/g, '<table class="$1">');
}

/** @param {Volume} volume @param {string} rules @param {string} body */
const documentHtml = (volume, rules, body) =>
  `<!doctype html><html lang="${volume.language}"><head><meta charset="utf-8"><title>${series[volume.language]}: ` +
  `${volume.title}</title><style>${styles}${rules}</style></head><body>${body}</body></html>`;

/**
 * A sheet as it lay on the scanner's glass: one chapter, no running heads.
 * @param {Volume} volume
 * @param {Chapter} chapter
 * @returns {string}
 */
export const sheetHtml = (volume, chapter) =>
  documentHtml(volume, `html { background: #fff; } body { padding: 28mm 26mm; }`, chapterHtml(chapter));

/**
 * A whole volume: a cover, then each chapter from a new page under its own running head; scanned chapters are pictures.
 * @param {Volume} volume
 * @param {Chapter[]} chapters
 * @param {Map<string, string>} scans data URL of the picture by chapter file
 * @returns {string}
 */
export function volumeHtml(volume, chapters, scans) {
  const name = series[volume.language];
  const rules = chapters.map((chapter, index) => {
    const page = `chapter${index + 1}`;
    return scans.has(chapter.file)
      ? `@page ${page} { margin: 0; } .${page} { page: ${page}; }`
      : `@page ${page} {
          @top-left { content: ${quoted(`${name} · ${volume.title}`)}; font: 8pt sans-serif; color: #444; }
          @top-right { content: ${quoted(chapter.title)}; font: 8pt sans-serif; color: #444; }
          @bottom-center { content: counter(page); font: 9pt sans-serif; color: #444; }
        }
        .${page} { page: ${page}; }`;
  });
  const parts = chapters.map((chapter, index) => {
    const scan = scans.get(chapter.file);
    return scan === undefined
      ? `<section class="chapter${index + 1} ${chapter.layout}">${chapterHtml(chapter)}</section>`
      : `<section class="chapter${index + 1}"><img class="scan" alt="" src="${scan}"></section>`;
  });
  const cover = `<section class="cover"><p>${name}</p><h1>${volume.title}</h1></section>`;
  return documentHtml(volume, rules.join('\n'), cover + parts.join('\n'));
}
