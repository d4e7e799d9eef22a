import type { Draft } from '../element';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from './decode-text';

export const textReader: Reader = { kinds: ['text'], read: readText };

const bullet =
  /^\s*(?:[-*+•·–▪◦‣●○]|\(?\d{1,3}[.)]|\(?[a-z][.)]|[（(][一二三四五六七八九十]+[）)])\s+|^[\s\u3000]*[一二三四五六七八九十]{1,3}、\s*/u;
const underline = /^\s*([=\-~*_^#])\1{2,}\s*$/;
const rule = /^\s*(?:([=\-~*_^#─—])\s?)(?:\1\s?){2,}$/u;
const chapter = /^[\s\u3000]*第[一二三四五六七八九十百千\d]+[章节節部篇编編](?:[\s\u3000][^。！？]{0,40})?$/u;
const eastern = /[\u3000-\u9fff\uff00-\uffef]/;

async function readText(file: SourceFile): Promise<ReadResult> {
  const drafts = textDrafts(decodeText(file.bytes));
  return { pages: [{ width: 0, height: 0, ocr: false }], drafts, warnings: [] };
}

/**
 * Paragraphs are parted by empty lines, or by an indented first line; in a text without either, every line is one. Lines that wrap
 * are joined, items of lists with what hangs below them; an underlined line is a heading.
 */
export function textDrafts(source: string): Draft[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/\f/g, '\n\n');
  const parts = /\n[ \t\u3000]*\n/.test(text) ? text.split(/\n[ \t\u3000]*\n/) : [text];
  const alone = parts.length === 1 && !isWrapped(text.split('\n'));
  return parts.flatMap((part) => partDrafts(part.split('\n'), alone));
}

/** Lines of about one width, of which hardly any but the last of a paragraph ends early. */
function isWrapped(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim());
  if (filled.length < 3 || filled.some((line) => eastern.test(line))) return false;
  const widest = filled.reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  const full = filled.filter((line) => line.trimEnd().length > 0.75 * widest);
  return (
    widest <= 100 &&
    widest >= 40 &&
    full.length > 0.6 * filled.length &&
    full.some((line) => /[a-z,]$/.test(line.trimEnd()))
  );
}

function partDrafts(lines: readonly string[], alone: boolean): Draft[] {
  const drafts: Draft[] = [];
  let gathered: string[] = [];
  /** How far in the item at hand stands; null: it is a paragraph. */
  let item: number | null = null;
  const end = (underlined?: string) => {
    if (gathered.length > 0) drafts.push(...blockDraft(gathered, item !== null, underlined));
    gathered = [];
    item = null;
  };
  const filled = lines.filter((line) => line.trim());
  const margin = filled.reduce((least, line) => Math.min(least, indent(line)), Infinity);
  const widest = filled.reduce((most, line) => Math.max(most, line.length), 0);
  const indented = eachBegins(filled, margin);
  for (const line of filled) {
    const last = gathered.at(-1);
    const mark = underline.exec(line)?.[1];
    if (mark && last !== undefined && line.trim().length >= 0.5 * last.trim().length) {
      gathered.pop();
      end();
      gathered = [last];
      end(mark);
    } else if (rule.test(line)) end();
    else if (chapter.test(line)) {
      end();
      gathered = [line];
      end();
    } else if (bullet.test(line) && (item !== null || last === undefined || hasEnded(last, widest))) {
      end();
      gathered = [line.replace(bullet, '')];
      item = indent(line);
    } else {
      const begins =
        item === null ? alone || (indented && indent(line) > margin) : indent(line) < item + (alone ? 1 : 0);
      if (begins) end();
      gathered.push(line);
    }
  }
  end();
  return drafts;
}

/** A line after which something new may begin: it ends a sentence or leads to a list, or stops early. */
const hasEnded = (line: string, widest: number): boolean =>
  /[.:;!?。：；！？]\s*$/.test(line) || line.trimEnd().length < 0.4 * widest;

const indent = (line: string): number =>
  /^[\s\u3000]*/
    .exec(line)![0]
    .replace(/\t/g, '    ')
    .replace(/\u3000/g, '  ').length;

/** Several lines stand further in, each alone: paragraphs that begin so, not a passage moved in. */
function eachBegins(lines: readonly string[], margin: number): boolean {
  const inner = lines.map((line) => indent(line) > margin);
  const beginnings = inner.filter((own, i) => own && !inner[i + 1]).length;
  return beginnings > 0 && beginnings >= inner.filter(Boolean).length;
}

function blockDraft(lines: readonly string[], isItem: boolean, underlined?: string): Draft[] {
  const text = lines
    .map((line) => line.trim())
    .reduce(
      (whole, line) =>
        whole + (eastern.test(whole.at(-1) ?? '') && eastern.test(line[0] ?? '') ? '' : ' ') + line,
    );
  if (underlined)
    return [{ type: 'Title', text, page: 1, level: underlined === '=' || underlined === '#' ? 1 : 2 }];
  if (isItem) return [{ type: 'ListItem', text, page: 1 }];
  return isHeading(text, lines.length)
    ? [{ type: 'Title', text, page: 1, level: 1 }]
    : [{ type: 'NarrativeText', text, page: 1 }];
}

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
