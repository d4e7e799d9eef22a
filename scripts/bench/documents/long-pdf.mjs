const lines = 42;
const wordsInLine = 12;
const words =
  'kiln glaze firing damper cone clay water heat bisque draft flame shelf brick slip ash burner reduction cooling peephole chamber vent arch ware stack gauge valve hour even orange thin wall foot rim'.split(
    ' ',
  );

/** The same figures for the same seed (mulberry32). @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What one page draws: running head, title, five paragraphs of about 500 words, every fourth page a ruled table; page number. @param {number} page from 1 @param {() => number} chance */
function content(page, chance) {
  /** @type {string[]} */
  const out = [];
  const text = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ size,
    /** @type {string} */ said,
    font = 'F1',
  ) => out.push(`BT /${font} ${size} Tf ${x} ${y} Td (${said}) Tj ET`);
  const word = () => words[Math.floor(chance() * words.length)] ?? 'kiln';
  text(72, 800, 8, 'Handbook of the small kiln');
  let y = 770;
  text(72, y, 14, `${page} The ${word()} and the ${word()}`, 'F2');
  y -= 26;
  const table = page % 4 === 0;
  for (let line = 0; line < lines - (table ? 8 : 0); line++) {
    const last = line % 8 === 7;
    const said = Array.from({ length: last ? wordsInLine / 2 : wordsInLine }, word).join(' ');
    text(72, y, 9, last ? `${said}.` : said);
    y -= last ? 22 : 13;
  }
  if (table) {
    for (let row = 0; row <= 6; row++) out.push(`72 ${y - 18 * row} m 432 ${y - 18 * row} l S`);
    for (let column = 0; column <= 3; column++)
      out.push(`${72 + 120 * column} ${y} m ${72 + 120 * column} ${y - 108} l S`);
    for (let row = 0; row < 6; row++)
      for (let column = 0; column < 3; column++)
        text(
          76 + 120 * column,
          y - 13 - 18 * row,
          9,
          row === 0
            ? (['Cone', 'Celsius', 'Hours'][column] ?? '')
            : column === 0
              ? word()
              : `${Math.floor(chance() * 1300)}`,
        );
  }
  text(300, 30, 8, `${page}`);
  return out.join('\n');
}

/**
 * A PDF of so many pages of plain text with titles, running heads and tables; the same bytes for the same number.
 * @param {number} pages
 * @returns {Buffer}
 */
export function longPdf(pages) {
  const chance = random(pages);
  /** @type {string[]} */
  const parts = ['%PDF-1.4\n'];
  /** @type {number[]} */
  const places = [];
  let length = parts[0]?.length ?? 0;
  const object = (/** @type {string} */ body) => {
    places.push(length);
    const written = `${places.length} 0 obj\n${body}\nendobj\n`;
    parts.push(written);
    length += written.length;
  };
  const first = 5;
  const kids = Array.from({ length: pages }, (_, i) => `${first + 2 * i} 0 R`).join(' ');
  object('<</Type/Catalog/Pages 2 0 R>>');
  object(
    `<</Type/Pages/Count ${pages}/Kids[${kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>`,
  );
  object('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
  object('<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>');
  for (let page = 1; page <= pages; page++) {
    const drawn = content(page, chance);
    object(`<</Type/Page/Parent 2 0 R/Contents ${first + 2 * page - 1} 0 R>>`);
    object(`<</Length ${drawn.length}>>\nstream\n${drawn}\nendstream`);
  }
  const xref = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${xref}trailer\n<</Size ${places.length + 1}/Root 1 0 R>>\nstartxref\n${length}\n%%EOF\n`,
  );
  return Buffer.from(parts.join(''), 'latin1');
}
