import { isAddress } from '../layout/special-text';
import type { AlignedLine, Column } from './aligned-columns';
import { isNumeric } from './numeric';

/** What stands in rows and columns and is no table: contents, references, formulas, programs, addresses, forms. */
export const isLookAlike = (lines: readonly AlignedLine[], columns: readonly Column[]): boolean =>
  isContents(lines, columns) ||
  isReferences(lines) ||
  isSum(lines) ||
  isTicked(lines) ||
  isListing(lines) ||
  (!hasFigures(lines) &&
    (isFormulas(lines) || isProgram(lines) || isLetterhead(lines) || isAuthors(lines) || isLists(lines)));

// Of the cells behind the first of a row, that are figures in a table of figures.
const mostlyFigures = 0.4;
const equationNumber = /^[(（]\s*\d{1,3}(?:[.-]\d{1,3})*[a-z]?\s*[)）]$/;

function hasFigures(lines: readonly AlignedLine[]): boolean {
  const values = lines.flatMap((l) => l.cells.filter((c) => c.from > 0).map((c) => c.phrase.text.trim()));
  const figures = values.filter((text) => isNumeric(text) && !equationNumber.test(text));
  return figures.length >= mostlyFigures * values.length;
}

// Of the numbers behind the entries of a table of contents.
const fewestEntries = 5;

/** A table of contents without leaders: behind its entries page numbers that never fall, and no other figures but sections'. */
function isContents(lines: readonly AlignedLine[], columns: readonly Column[]): boolean {
  const own = columns.map((_, i) =>
    lines.flatMap((l) => l.cells.filter((c) => c.from === i && c.to === i).map((c) => c.phrase.text.trim())),
  );
  const pages = own.filter(
    (texts) =>
      texts.filter((t) => /^\d{1,4}$/.test(t)).length >= fewestEntries &&
      texts.every((t) => /^(?:[A-Z]{1,2}-)?\d{1,4}$/.test(t)),
  );
  const others = own.filter((texts) => !pages.includes(texts));
  const plain = (texts: string[]) => texts.map(Number).filter((page) => !Number.isNaN(page));
  const rises = (numbers: number[]) => numbers.every((page, i) => i === 0 || page >= numbers[i - 1]!);
  const figures = others.flat().filter((t) => isNumeric(t) && !/^\d{1,2}(?:\.\d{1,2}){0,3}\.?$/.test(t));
  return (
    pages.length > 0 &&
    others.length > 0 &&
    own.at(-1) === pages.at(-1) &&
    figures.length === 0 &&
    pages.map(plain).every((numbers) => rises(numbers) && numbers.at(-1)! > numbers[0]!)
  );
}

// Of the entries of a list of references with their marks, at least.
const mostMarked = 0.6;

/** A list of references: marks in square brackets, each with its text. */
function isReferences(lines: readonly AlignedLine[]): boolean {
  const marks = lines.flatMap((l) =>
    l.cells.filter((c) => c.from === 0 && c.to === 0).map((c) => c.phrase.text),
  );
  return (
    marks.length > 0 && marks.filter((t) => /^\[[^\]]{1,12}\]$/.test(t)).length >= mostMarked * marks.length
  );
}

// Sums and roots, and the pieces that tall brackets are made of.
const tall = /[∑∏∫√∂⎛-⎳\uF8E6-\uF8FE]/u;
// A relation before or behind a wide space, a bracket alone.
const relation = /^[=≈≠≤≥≡≅∝∼]|[=≈≠≤≥≡≅∝]$|^[()[\]{}|, ]+$/u;
const functions = /^(?:log|exp|sin|cos|tan|min|max|argmax|argmin|lim|where|and|with|otherwise|count)$/i;
// Of a formula's lines, that have a sign of it; limits and indices stand on lines of their own.
const mostSigned = 0.25;
// Of its names, that are words.
const mostWords = 0.25;

/** A formula set over several lines: sums, tall brackets, or relations that stand alone, hardly a word. */
function isFormulas(lines: readonly AlignedLine[]): boolean {
  const texts = lines.map((l) => l.cells.map((c) => c.phrase.text.trim()));
  const isSign = (text: string) => tall.test(text) || relation.test(text);
  const all = texts.flat();
  if (all.filter(isSign).length < 2 && !all.some((text) => tall.test(text))) return false;
  if (texts.filter((row) => row.some(isSign)).length < mostSigned * lines.length) return false;
  const names = all.flatMap((text) => text.match(/\p{L}+/gu) ?? []);
  const words = names.filter((name) => name.length > 3 && !functions.test(name));
  return words.length <= mostWords * names.length;
}

// Of the cells, that begin or end with a sign between figures.
const mostOperators = 0.25;
// Lines of a sum of fractions, and signs in it; many fonts of formulas do not say which sign it is.
const fractionLines = 3;
const fewestSigns = 3;

/** Fractions and sums of figures, and formulas with their numbers at the right. */
function isSum(lines: readonly AlignedLine[]): boolean {
  const rows = lines.map((l) => l.cells.map((c) => c.phrase.text.trim()));
  const all = rows.flat();
  if (all.filter((t) => /^[+=×÷]|[+=×÷]$/.test(t)).length >= Math.max(3, mostOperators * all.length))
    return true;
  if (rows.length <= fractionLines && !all.some((t) => /\p{L}{2}/u.test(t)))
    if (all.filter((t) => /^[+=×÷±•·\s]+$/u.test(t)).length >= fewestSigns) return true;
  const numbered = rows.filter((row) => equationNumber.test(row.at(-1)!));
  const formulas = numbered.filter((row) => row.some((t) => /[=≈≠≤≥≡≅∝]/.test(t) || tall.test(t)));
  // A line of figures alone holds the exponents of the line below.
  const isLabelled = ([first, ...others]: string[]) =>
    first !== undefined && !isNumeric(first) && others.some((t) => isNumeric(t));
  const figures = rows.filter((row) => !numbered.includes(row) && isLabelled(row));
  return (
    formulas.length > 0 && formulas.length === numbered.length && figures.length <= 0.5 * formulas.length
  );
}

const tick = /^[☐☑☒□■❏❑✓✔✗✘]$/u;

/** Boxes to tick, each behind its text: another text follows behind the first column of boxes. */
function isTicked(lines: readonly AlignedLine[]): boolean {
  const cells = lines.flatMap((l) => l.cells.map((c) => ({ from: c.from, text: c.phrase.text.trim() })));
  const ticks = cells.filter(({ text }) => tick.test(text));
  const first = Math.min(...ticks.map(({ from }) => from));
  return (
    ticks.length >= mostlyFigures * cells.length &&
    cells.filter(({ from, text }) => from > first && text.length > 3).length > 1
  );
}

// Of the cells of a list of values in a program, that end with the comma between them.
const mostCommas = 0.6;

/** The values of a program's list, in rows, each with its comma, or its names for numbers. */
function isListing(lines: readonly AlignedLine[]): boolean {
  if (lines.every(({ cells }) => /^#\s*define\b/.test(cells[0]?.phrase.text ?? ''))) return true;
  const texts = lines.flatMap((l) => l.cells.map((c) => c.phrase.text.trim()));
  return texts.filter((text) => /[\w'")}],$/.test(text)).length >= mostCommas * texts.length;
}

const statement = /[;{},]$/;
const remark = /^;\s*\p{L}|^;?\s*(?:\/\/|\/\*)|\*\/$|^#\s*(?:include|define|if|endif|pragma)\b/u;

/** A program with remarks behind its statements. */
function isProgram(lines: readonly AlignedLine[]): boolean {
  const holds = (l: AlignedLine, what: RegExp) => l.cells.some((c) => what.test(c.phrase.text.trim()));
  const own = lines.filter((l) => holds(l, statement) || holds(l, remark));
  return own.length >= 0.5 * lines.length && own.some((l) => holds(l, statement) || holds(l, /^;|\*\/$/));
}

const mark = /^[–—•●○▪■◦▸▶‣·]$|^[–—•●○▪■◦▸▶‣·] ?\p{L}/u;
// Of the cells.
const mostMarks = 0.45;

const numbered = /^(\d{1,2})[.)]? \p{L}/u;
const fewestNumbered = 5;

/** Two lists beside one another: each with marks, before the text or in columns of their own, or with numbers that go on. */
function isLists(lines: readonly AlignedLine[]): boolean {
  const cells = lines.flatMap((l) => l.cells.map((c) => ({ from: c.from, text: c.phrase.text.trim() })));
  const numbers = [...cells]
    .sort((a, b) => a.from - b.from)
    .flatMap(({ text }) => (numbered.test(text) ? [Number(numbered.exec(text)![1])] : []));
  const goesOn = numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1);
  if (numbers.length >= fewestNumbered && goesOn && !cells.some(({ text }) => isNumeric(text))) return true;
  const marked = cells.filter(({ text }) => mark.test(text));
  return marked.length >= mostMarks * cells.length && new Set(marked.map(({ from }) => from)).size > 1;
}

/** Who wrote a paper: names, each with its address of e-mail, under no heading. */
function isAuthors(lines: readonly AlignedLine[]): boolean {
  return (
    lines.length <= mostLines &&
    lines.every(({ cells }) => /^\S+@\S+$/.test(cells.at(-1)!.phrase.text.trim()))
  );
}

const contacts = [
  /^(?:tel|phone|fax|telefon|telefax|téléphone|teléfono|telefone|电话|電話|传真)\b/iu,
  /@[\w-]+\.|www\.|https?:/i,
  /\b(?:IBAN|BIC|SWIFT|VAT|HRB|USt)\b/,
];
const place = /^(?:[A-Z]{1,2}-)?\d{4,5}(?: [A-Z]{2})? {1,2}\p{Lu}\p{Ll}{2}/u;
const mostLines = 14;

/**
 * Addresses beside one another: under one another in a column stand a street, a town, a telephone. In a list of addresses,
 * each column holds one of these; in one of names and what belongs to them, the names' column none.
 */
function isLetterhead(lines: readonly AlignedLine[]): boolean {
  if (lines.length > mostLines) return false;
  const columns = new Map<number, Set<string>>();
  const above = new Map<number, string>();
  for (const { cells } of lines) {
    for (const { from, phrase } of cells) {
      const kind = kindOf(phrase.text.trim());
      const kinds = columns.get(from) ?? new Set();
      if (kind) columns.set(from, kinds.add(kind));
      // What stands over a town is its street, however it is written.
      if (kind === 'town' && above.has(from) && above.get(from) !== 'town') kinds.add('street');
      above.set(from, kind ?? '');
    }
  }
  return (
    (columns.get(0)?.size ?? 0) > 1 || [...columns.values()].filter((kinds) => kinds.size > 1).length > 1
  );
}

function kindOf(text: string): string | null {
  const at = contacts.findIndex((contact) => contact.test(text));
  if (at >= 0) return String(at);
  // A street and a town are two lines of one address.
  if (place.test(text)) return 'town';
  if (isAddress(text)) return 'street';
  return null;
}
