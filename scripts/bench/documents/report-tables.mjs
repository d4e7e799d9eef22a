import { tableHtml } from './tables.mjs';
import { phrase, prose } from './words.mjs';

/** @typedef {import('./words.mjs').Chance} Chance */
/** @typedef {import('./tables.mjs').TableCell} TableCell */
/** @typedef {{ name: string, html: string, style: string, gold: string, ending: 'html' }} Made */

/** @param {Chance} random */
const amount = (random) => {
  const value = (1 + random.below(9000)).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return random.below(4) === 0 ? `(${value})` : value;
};

/**
 * Accounts as annual reports print them: every other row shaded, a box for each cell, the currency sign in a box of its own at
 * the left of its column, a heading over the years, labels of sections, and labels that wrap.
 * @param {Chance} random @param {string} name @param {{ years: number, rows: number }} shape @returns {Made}
 */
export function accounts(random, name, { years, rows }) {
  const names = Array.from({ length: years }, (_, i) => `${2024 - i}`);
  const over = `Years ended ${phrase(random, 'en')}`;
  const body = Array.from({ length: rows }, (_, i) => {
    const label = `${phrase(random, 'en')} ${i + 1}`;
    if (i % 5 === 2) return { label: `${label}:`, amounts: [], sign: '' };
    const long =
      i % 7 === 4 ? ` ${phrase(random, 'en')} less ${phrase(random, 'en')} and ${phrase(random, 'en')}` : '';
    return { label: label + long, amounts: names.map(() => amount(random)), sign: i % 5 === 0 ? '$' : '' };
  });
  const shown = body.map(({ label, amounts, sign }, i) => {
    const cells = amounts.map((text) => `<td>${sign}</td><td class="n">${text}</td><td></td>`).join('');
    return `<tr class="${i % 2 === 0 ? 'on' : ''}"><td>${label}</td>${cells || '<td></td><td></td><td></td>'.repeat(years)}</tr>`;
  });
  const heads = names.map((year) => `<th colspan="2" class="y">${year}</th><th></th>`).join('');
  const text = prose(random, 'en', 2);
  /** @type {TableCell[][]} */
  const gold = body.map(({ label, amounts, sign }) => [
    { text: label },
    ...(amounts.length > 0 ? amounts : names.map(() => '')).map((value) => ({
      text: sign && value ? `${sign} ${value}` : value,
    })),
  ]);
  return {
    name,
    html: `<p>${text}</p><table><thead><tr><th></th><th colspan="${3 * years - 1}" class="y">${over}</th></tr><tr><th></th>${heads}</tr></thead><tbody>${shown.join('')}</tbody></table><p>${prose(random, 'en', 2)}</p>`,
    style:
      'table{border-spacing:0;width:100%}td,th{padding:1.5pt 2pt;vertical-align:bottom}td:first-child{width:45%}.on td{background:#cceeff}.n{text-align:right}.y{border-bottom:0.7pt solid #000;text-align:center}',
    gold: tableHtml({
      header: [
        [
          { text: '', rows: 2 },
          { text: over, columns: years },
        ],
        names.map((year) => ({ text: year })),
      ],
      body: gold,
    }),
    ending: 'html',
  };
}

/**
 * A grid as office programs print it: shading behind each line of a heading within its cell, and cells with text of several
 * lines. @param {Chance} random @param {string} name @returns {Made}
 */
export function officeGrid(random, name) {
  const heads = Array.from({ length: 3 }, (_, i) => [
    `${phrase(random, 'en')}`,
    `${phrase(random, 'en')} ${i + 1}`,
  ]);
  const body = Array.from({ length: 6 }, (_, i) => [
    { text: `${phrase(random, 'en')} ${i + 1}` },
    { text: prose(random, 'en', 1) },
    { text: prose(random, 'en', 1) },
  ]);
  const shaded = heads
    .map((lines) => `<th>${lines.map((line) => `<div>${line}</div>`).join('')}</th>`)
    .join('');
  const rows = body.map((row) => `<tr>${row.map(({ text }) => `<td>${text}</td>`).join('')}</tr>`).join('');
  return {
    name,
    html: `<p>${prose(random, 'en', 2)}</p><table><thead><tr>${shaded}</tr></thead><tbody>${rows}</tbody></table><p>${prose(random, 'en', 2)}</p>`,
    style:
      'table{border-collapse:collapse}td,th{border:0.7pt solid #000;padding:0 5.4pt}th{background:#e6e6e6}th div{background:#d0d0d0}',
    gold: tableHtml({ header: [heads.map((lines) => ({ text: lines.join(' ') }))], body }),
    ending: 'html',
  };
}
