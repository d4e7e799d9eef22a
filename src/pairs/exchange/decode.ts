/** Text of unknown encoding: by its byte order mark, else UTF-8, else UTF-16 by its zero bytes, GB 18030 or Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  // TextDecoder drops the byte order mark itself.
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const zeros = { even: 0, odd: 0 };
  const sample = bytes.subarray(0, 2000);
  sample.forEach((byte, i) => byte === 0 && (i % 2 === 0 ? zeros.even++ : zeros.odd++));
  if (zeros.odd > sample.length / 8) return new TextDecoder('utf-16le').decode(bytes);
  if (zeros.even > sample.length / 8) return new TextDecoder('utf-16be').decode(bytes);
  return (
    decodeStrictly('utf-8', bytes) ?? decodeChinese(bytes) ?? new TextDecoder('windows-1252').decode(bytes)
  );
}

function decodeStrictly(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** GB 18030 takes almost any bytes, so its reading counts only where it is clearly Chinese. */
function decodeChinese(bytes: Uint8Array): string | null {
  const text = decodeStrictly('gb18030', bytes);
  const letters = text?.match(/\p{L}/gu)?.length ?? 0;
  const common = text?.match(/[\u4e00-\u9fa5]/gu)?.length ?? 0;
  return common > 0.2 * letters ? text : null;
}
