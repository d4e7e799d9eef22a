const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;
const letters = /[\u05D0-\u05EA\u0620-\u064A\u066E-\u06D3\u0700-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g;
const otherLetters = /\p{L}/gu;

export const isRightToLeft = (text: string): boolean => rightToLeft.test(text);

/** Most of its letters are written from the right; figures and marks belong to either direction. */
export function readsFromRight(text: string): boolean {
  const own = text.match(letters)?.length ?? 0;
  return own > 0 && own * 2 >= (text.match(otherLetters)?.length ?? 0);
}

const mirrors: Record<string, string> = {
  ...{ '(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{' },
  ...{ '«': '»', '»': '«', '‹': '›', '›': '‹', '<': '>', '>': '<' },
};
const inner = '[0-9A-Za-z\u0660-\u0669\u06F0-\u06F9]';
const embedded = new RegExp(`${inner}(?:[0-9A-Za-z\u0660-\u0669\u06F0-\u06F9.,:/%_-]*${inner})?`, 'g');

const mirroredStart = /^[)\]}»›]|[([{«‹][.,:;!?،؛؟…]*$/u;
const rightStart = /^[([{«‹].*[)\]}»›][.,:;!?،؛؟…]*$/u;

/**
 * A word whose glyphs were taken from right to left, as it is spelled: figures and Latin letters in it run from the left, and
 * brackets, which fonts draw mirrored, open before what they hold.
 */
export function spelled(glyphs: string): string {
  const text = glyphs.replace(embedded, (run) => [...run].reverse().join(''));
  const mirrored = mirroredStart.test(text) && !rightStart.test(text);
  return mirrored ? text.replace(/[()[\]{}«»‹›<>]/g, (mark) => mirrors[mark]!) : text;
}

/** A word in a line from the right, as it is spelled between the words that are read before and after it. */
export function fromRight(text: string, before = '', after = ''): string {
  if (isRightToLeft(text)) return text;
  // A bracket set in a font of its own.
  if (/^[)\]}»›]$/.test(text) && isRightToLeft(after)) return mirrors[text]!;
  if (/^[([{«‹]$/.test(text) && isRightToLeft(before)) return mirrors[text]!;
  // The mark that ends a figure or a Latin word stands at its left.
  return text.replace(/^([%.,:;!?،؛؟]+)([\p{N}\p{L}].*)$/u, '$2$1');
}

const digit = '[0-9\\u0660-\\u0669\\u06F0-\\u06F9]';
const figure = `${digit}+(?:[.,:/]${digit}+)*%?`;
const ranges = new RegExp(`${figure}(?:\\s*[-–—−]\\s*${figure})+`, 'gu');
const easternDigit = /[\u0660-\u0669\u06F0-\u06F9]/;
const arabic = /[\u0600-\u08FF\uFB50-\uFDFF\uFE70-\uFEFF]/;

/**
 * A line from the right with its ranges and dates as they are written, not as they are drawn: what joins two figures mostly
 * runs with the line, so that 12–15 stands as 15–12. A hyphen without spaces does so in Arabic only (rules W2, W4 and N2 of
 * Unicode's bidirectional algorithm, UAX #9). Two figures that go up as drawn were set so on purpose.
 */
export const writtenRanges = (line: string): string =>
  line.replace(ranges, (drawn: string, at: number) => {
    const strong = line.slice(0, at).match(otherLetters)?.at(-1);
    if (strong !== undefined && !isRightToLeft(strong)) return drawn;
    const arabicFigures = easternDigit.test(drawn) || (strong !== undefined && arabic.test(strong));
    if (/^[^\s%–—−]+$/u.test(drawn) && !arabicFigures) return drawn;
    const parts = drawn.split(/(\s*[-–—−]\s*)/u);
    const [first, last] = [numberOf(parts[0]!), numberOf(parts.at(-1)!)];
    return parts.length === 3 && first < last ? drawn : parts.reverse().join('');
  });

/** Its value, digits of every script counted alike; NaN where it is a date or a time. */
const numberOf = (text: string): number =>
  Number(
    text.replace(/[,%]/g, '').replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (c) => `${c.charCodeAt(0) & 15}`),
  );
