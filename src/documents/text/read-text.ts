import type { Draft } from '../element';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from './decode-text';

export const textReader: Reader = { kinds: ['text'], read: readText };

const bullet = /^\s*(?:[-*+•·–]|\(?\d{1,3}[.)]|[（(][一二三四五六七八九十]+[）)])\s+/u;

async function readText(file: SourceFile): Promise<ReadResult> {
  const drafts = textDrafts(decodeText(file.bytes));
  return { pages: [{ width: 0, height: 0, ocr: false }], drafts, warnings: [] };
}

/** Paragraphs are parted by empty lines; in a text without any, every line is one. */
export function textDrafts(source: string): Draft[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/\f/g, '\n\n');
  const parts = /\n[ \t\u3000]*\n/.test(text) ? text.split(/\n[ \t\u3000]*\n/) : text.split('\n');
  return parts.flatMap(paragraphDrafts);
}

function paragraphDrafts(part: string): Draft[] {
  const lines = part.split('\n').filter((l) => l.trim());
  if (lines.length === 0) return [];
  if (lines.every((l) => bullet.test(l))) {
    return lines.map((l) => ({ type: 'ListItem', text: l.replace(bullet, '').trim(), page: 1 }));
  }
  const text = lines
    .map((l) => l.trim())
    .reduce(
      (whole, line) =>
        whole + (/[\u3000-\u9fff]$/.test(whole) && /^[\u3000-\u9fff]/.test(line) ? '' : ' ') + line,
    );
  return [
    { type: textType(text, lines.length), text, page: 1, ...(isHeading(text, lines.length) && { level: 1 }) },
  ];
}

const textType = (text: string, lines: number): Draft['type'] =>
  isHeading(text, lines) ? 'Title' : 'NarrativeText';

/** A plain text's heading: one short line, numbered as a chapter or in capitals, that ends no sentence. */
function isHeading(text: string, lines: number): boolean {
  if (lines > 1 || text.length > 80 || /[.!?,;:。！？，；：]$/.test(text)) return false;
  const capitals = text === text.toUpperCase() && (text.match(/\p{Lu}/gu)?.length ?? 0) >= 4;
  return (
    capitals ||
    /^(?:chapter|part|section)\s+[\divxlc]+\b|^\d+(?:\.\d+)+\s+\p{Lu}|^第[一二三四五六七八九十百\d]+[章节節部篇]/iu.test(
      text,
    )
  );
}
