import { HoneError } from '../errors/hone-error';

/**
 * The rows of a JSONL file. `read` turns a parsed line into a row, or null where it is none.
 * Throws HoneError 'pairs/bad-row' with `file` and `line`, 'file/empty'.
 */
export function parseLines<T>(text: string, file: string, read: (value: unknown) => T | null): T[] {
  const rows = text.split('\n').flatMap((line, index) => {
    if (!line.trim()) return [];
    const row = read(parse(line));
    if (row === null) throw new HoneError('pairs/bad-row', { file, line: index + 1 });
    return [row];
  });
  if (rows.length === 0) throw new HoneError('file/empty', { file });
  return rows;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
