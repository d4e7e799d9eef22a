// Sheets are scanned, not built as trees: one may have a million cells.

/** Each element of this name, with or without a prefix, as what its start tag says and what is in it; none holds another of its kind. */
export function* elements(xml: string, name: string): Generator<{ start: string; content: string }> {
  const opening = new RegExp(`<((?:\\w+:)?${name})((?:\\s[^<>]*)?)>`, 'g');
  for (let found = opening.exec(xml); found; found = opening.exec(xml)) {
    const [, tag = '', start = ''] = found;
    if (start.endsWith('/')) {
      yield { start, content: '' };
      continue;
    }
    const end = xml.indexOf(`</${tag}>`, opening.lastIndex);
    if (end < 0) return;
    yield { start, content: xml.slice(opening.lastIndex, end) };
    opening.lastIndex = end;
  }
}

export const value = (start: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(start)?.[1];
  return found === undefined ? undefined : unescaped(found);
};

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with XML's five entities, numbers of characters, and Excel's own escapes (ECMA-376 part 1, 22.9.2.19) resolved. */
export const unescaped = (text: string): string =>
  text
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
      if (name) return named[String(name).toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\r\n?/g, '\n');

/** The text of a string item: its runs, without what shows how it is read aloud. */
export function stringText(content: string): string {
  let text = '';
  const written = content.includes('rPh')
    ? content.replace(
        /<(?:\w+:)?rPh\b[^<>]*>[^<>]*(?:<(?!\/(?:\w+:)?rPh)[^<>]*>[^<>]*)*<\/(?:\w+:)?rPh>/g,
        '',
      )
    : content;
  for (const { content: run } of elements(written, 't')) text += unescaped(run);
  return text;
}
