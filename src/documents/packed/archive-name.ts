/**
 * A name in an archive as a person wrote it, without steps out of the archive ('../', '/', 'C:\\').
 *
 * Zips say which names are UTF-8, and not all that are say so; Windows in Chinese writes GBK. What is not said is read
 * byte by byte: bytes that are UTF-8 are it, and so is what is nothing but pairs of GB 2312 (both bytes from 0xA1 on),
 * which accented Latin letters hardly ever are.
 */
export function archiveName(name: string): string {
  const steps = written(name)
    .replace(/\p{Cc}/gu, '')
    .split(/[\\/]/);
  return steps.filter((step) => !/^(?:\.{0,2}|[a-z]:)$/i.test(step)).join('/') || '_';
}

function written(name: string): string {
  if (!/[\x80-\xff]/.test(name) || /[^\0-\xff]/.test(name)) return name;
  const bytes = Uint8Array.from(name, (letter) => letter.charCodeAt(0));
  const utf8 = decoded(bytes, 'utf-8');
  if (utf8 !== null) return utf8;
  const high = name.match(/[\x80-\xff]+/g) ?? [];
  const pairs = high.every((run) => run.length % 2 === 0 && /^[\xa1-\xfe]+$/.test(run));
  return (pairs ? decoded(bytes, 'gb18030') : null) ?? name;
}

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
