import { HoneError } from '../errors/hone-error';
import type { Chunk } from '../documents/types';
import type { Example } from '../pairs/types';
import { fingerprint } from './hash';

/** A line of questions.jsonl: a question a person would ask, and words of the passage that answers it. */
export interface WrittenQuestion {
  _id: string;
  question: string;
  volume?: string;
  section?: string;
  answer_quote: string;
  /** Words of other passages, in any volume, that answer it as well. */
  also?: string[];
}

/** Shorter quotes (in letters and digits) are not looked for in halves: half a table cell stands in many passages. */
const shortestHalved = 30;

/** Whoever extracts the text may differ in line ends, hyphens, quotes and table marks, not in letters and digits. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** The chunks that hold the quoted words; where these were cut in two, the chunks with either half. */
function answering(quote: string, chunks: readonly { chunk: Chunk; text: string }[]): Chunk[] {
  const words = bare(quote);
  const middle = Math.floor(words.length / 2);
  const halves = [words.slice(0, middle), words.slice(middle)];
  for (const parts of words.length < shortestHalved ? [[words]] : [[words], halves]) {
    const found = chunks.filter(({ text }) => parts.some((part) => part.length > 0 && text.includes(part)));
    if (found.length > 0) return found.map(({ chunk }) => chunk);
  }
  return [];
}

/** The questions as examples used only to test; those whose passage was not found are named in `lost`. */
export function questionExamples(
  questions: readonly WrittenQuestion[],
  chunks: readonly Chunk[],
  file: string,
): { examples: Example[]; lost: string[] } {
  const texts = chunks.map((chunk) => ({ chunk, text: bare(chunk.text) }));
  const examples: Example[] = [];
  const lost: string[] = [];
  for (const { _id, question, volume, answer_quote, also = [] } of questions) {
    const inVolume = texts.filter(({ chunk }) => volume && chunk.documentName.includes(volume));
    const first = answering(answer_quote, inVolume.length > 0 ? inVolume : texts);
    if (first.length === 0) lost.push(_id);
    const found = new Set([...first, ...also.flatMap((quote) => answering(quote, texts))]);
    for (const chunk of found)
      examples.push({
        id: fingerprint([file, _id, chunk.id]),
        anchor: question,
        positive: chunk.text,
        source: 'import',
        writer: file,
        chunkId: chunk.id,
        documentId: chunk.documentId,
        status: 'accepted',
        split: 'test',
        assigned: 'test',
        createdAt: Date.now(),
      });
  }
  return { examples, lost };
}

/** Throws HoneError 'pairs/bad-row' with `file` and `line`. */
export function parseQuestions(jsonl: string, file: string): WrittenQuestion[] {
  return jsonl.split('\n').flatMap((text, index) => {
    if (!text.trim()) return [];
    const row = parseRow(text);
    if (!row) throw new HoneError('pairs/bad-row', { file, line: index + 1 });
    return [row];
  });
}

function parseRow(text: string): WrittenQuestion | null {
  try {
    const row: unknown = JSON.parse(text);
    return isQuestion(row) ? row : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isQuestion(row: unknown): row is WrittenQuestion {
  if (typeof row !== 'object' || row === null) return false;
  const { _id, question, answer_quote, also = [] } = row as Record<string, unknown>;
  if (!Array.isArray(also) || !also.every((quote) => typeof quote === 'string')) return false;
  return [_id, question, answer_quote].every((value) => typeof value === 'string' && value.length > 0);
}
