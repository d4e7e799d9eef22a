/** In no JSON text, where control characters are escaped, so not in any string that JSON.parse did not make of an escape. */
const mark = '\u0000number ';

/**
 * A JSON object with some of its entries changed, every other number written as it was: Python reads 2.0 and 2 as different
 * types, and transformers' strict configurations refuse the wrong one. Throws SyntaxError when the text is not JSON.
 */
export function changeJson(
  text: string,
  change: (value: Record<string, unknown>) => Record<string, unknown>,
): string {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(mark + token),
  );
  const changed = JSON.stringify(change(JSON.parse(marked) as Record<string, unknown>), null, 2);
  return changed.replace(/"\\u0000number ([^"]*)"/g, '$1');
}
