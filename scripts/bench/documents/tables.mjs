import { phrase } from './words.mjs';

/** @typedef {import('./words.mjs').Chance} Chance */
/** @typedef {import('./words.mjs').Language} Language */
/** @typedef {'ruled' | 'partly' | 'shaded' | 'plain' | 'typewriter'} Look */
/** @typedef {{ text: string, rows?: number, columns?: number }} TableCell */
/** @typedef {{ header: TableCell[][], body: TableCell[][] }} TableData */

/** @param {Chance} random */
const figure = (random) => {
  const value = (random.next() * 10 ** random.below(5)).toFixed(random.below(2));
  return value.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
};

/**
 * A table of labels and figures; `spans`: a heading over two columns, and labels over two rows.
 * @param {Chance} random @param {Language} language @param {{ rows: number, columns: number, spans: boolean }} shape
 * @returns {TableData}
 */
export function tableData(random, language, { rows, columns, spans }) {
  // Equal headings would be one heading to the scorer as to a reader.
  const names = Array.from({ length: columns }, (_, i) => `${phrase(random, language)} ${i + 1}`);
  const header = spans
    ? [
        [
          { text: names[0] ?? '', rows: 2 },
          { text: phrase(random, language), columns: 2 },
          ...names.slice(3).map((text) => ({ text, rows: 2 })),
        ],
        names.slice(1, 3).map((text) => ({ text })),
      ]
    : [names.map((text) => ({ text }))];
  const body = Array.from({ length: rows }, (_, i) => {
    const figures = Array.from({ length: columns - 1 }, () => ({ text: figure(random) }));
    return [{ text: `${phrase(random, language)} ${i + 1}` }, ...figures];
  });
  return { header, body };
}

const escape = (/** @type {string} */ text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** @param {TableCell} cell @param {'td' | 'th'} tag */
const cellHtml = ({ text, rows = 1, columns = 1 }, tag) =>
  `<${tag}${rows > 1 ? ` rowspan="${rows}"` : ''}${columns > 1 ? ` colspan="${columns}"` : ''}>${escape(text)}</${tag}>`;

/** @param {TableData} table */
export function tableHtml({ header, body }) {
  const lines = (/** @type {TableCell[][]} */ rows, /** @type {'td' | 'th'} */ tag) =>
    rows.map((row) => `<tr>${row.map((cell) => cellHtml(cell, tag)).join('')}</tr>`).join('\n');
  return `<table><thead>${lines(header, 'th')}</thead><tbody>${lines(body, 'td')}</tbody></table>`;
}

/** As it stands on paper where the first column is the rightmost, for tables without spans. @param {TableData} table @returns {TableData} */
export const fromLeft = ({ header, body }) => ({
  header: header.map((row) => row.toReversed()),
  body: body.map((row) => row.toReversed()),
});

/** Columns made of spaces, one line of text each; for tables without spans. @param {TableData} table */
export function typewriterHtml({ header, body }) {
  const rows = [...header, ...body].map((row) => row.map(({ text }) => text));
  const widths = (rows[0] ?? []).map((_, col) => Math.max(...rows.map((row) => (row[col] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((text, col) => (col === 0 ? text.padEnd(widths[col] ?? 0) : text.padStart(widths[col] ?? 0)))
      .join('    '),
  );
  return `<pre>${escape(lines.join('\n'))}</pre>`;
}

/** @type {Record<Look, string>} */
export const looks = {
  ruled: 'table{border-collapse:collapse}td,th{border:0.7pt solid #000;padding:2pt 5pt}',
  partly:
    'table{border-collapse:collapse;border-top:1.2pt solid #000;border-bottom:1.2pt solid #000}thead tr:last-child th{border-bottom:0.7pt solid #000}td,th{padding:2pt 9pt}',
  shaded:
    'table{border-collapse:collapse}thead th{background:#c9d3df}tbody tr:nth-child(even){background:#eceff3}td,th{padding:3pt 9pt}',
  plain: 'table{border-spacing:0}td,th{padding:1.5pt 12pt 1.5pt 0}',
  typewriter: "pre{font:9pt/1.4 'DejaVu Sans Mono',monospace}",
};
