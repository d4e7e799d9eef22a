// A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection). An apostrophe before
// it makes it text; cells that begin with apostrophes and then such a character get one more, so that reading is exact.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;

/** The cell as text that no spreadsheet runs. */
export const escapedCell = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

export const unescapedCell = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
