import { marked, type Token, type Tokens } from 'marked';
import { parseFragment } from 'parse5';
import type { Draft } from '../element';
import { textOf, type HtmlElement } from '../html/html-tree';
import { htmlDrafts } from '../html/read-html';
import { distinctLinks, linkTo, type Link } from '../link';
import { subscript, superscript } from '../raised-text';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from '../text/decode-text';
import type { Cell } from '../types';

export const markdownReader: Reader = { kinds: ['markdown'], read: readMarkdown };

async function readMarkdown(file: SourceFile): Promise<ReadResult> {
  const source = decodeText(file.bytes);
  // YAML between dashes, TOML between plus signs.
  const front = /^(---|\+\+\+)\r?\n([\s\S]*?)\r?\n\1\r?\n/.exec(source);
  const title = front && /^title\s*[:=]\s*["']?(.+?)["']?\s*$/m.exec(front[2]!)?.[1];
  const drafts = marked.lexer(source.slice(front?.[0].length ?? 0)).flatMap((token) => tokenDrafts(token));
  return { ...(title && { title }), pages: [{ width: 0, height: 0, ocr: false }], drafts, warnings: [] };
}

/** `level`: how deep a list that begins here is. */
function tokenDrafts(token: Token, level = 1): Draft[] {
  switch (token.type) {
    case 'heading':
      return [draftOf('Title', plain(token), [token], (token as Tokens.Heading).depth)];
    case 'list':
      return (token as Tokens.List).items.flatMap((item) => itemDrafts(item, level));
    case 'table':
      return [tableDraft(token as Tokens.Table)];
    case 'blockquote':
      return (token.tokens ?? []).flatMap((below) => tokenDrafts(below));
    case 'code':
      return [{ type: 'NarrativeText', text: (token as Tokens.Code).text, page: 1 }];
    case 'html':
      return htmlDrafts(token.raw).drafts;
    case 'paragraph':
    case 'text':
      return [paragraphDraft(plain(token), token)];
    default:
      return [];
  }
}

/** An item's own text, then the items below it. */
function itemDrafts(item: Tokens.ListItem, level: number): Draft[] {
  const own = item.tokens.filter((t) => t.type === 'text' || t.type === 'paragraph');
  const box = item.task ? (item.checked ? '☒ ' : '☐ ') : '';
  const text = `${box}${own.map(plain).join(' ').trim()}`;
  const below = item.tokens
    .filter((t) => t.type !== 'text' && t.type !== 'paragraph')
    .flatMap((below) => tokenDrafts(below, level + 1));
  return [...(text ? [draftOf('ListItem', text, own, level)] : []), ...below];
}

/** A footnote is written '[^name]: text' (GitHub's Markdown). */
function paragraphDraft(text: string, token: Token): Draft {
  const note = /^\[\^([^\]]+)\]:\s*(.+)$/s.exec(text);
  const formula = /^\${2}([^$]+)\${2}$/.exec(text)?.[1];
  if (formula) return draftOf('Formula', formula.trim(), [token]);
  return note
    ? draftOf('Footnote', `${note[1]} ${note[2]}`, [token])
    : draftOf('NarrativeText', text, [token]);
}

function draftOf(type: Draft['type'], text: string, tokens: readonly Token[], level?: number): Draft {
  const links = distinctLinks(tokens.flatMap(linksIn));
  const named = { type, text, page: 1, ...(level !== undefined && { level }) };
  return links.length > 0 ? { ...named, links } : named;
}

const linksIn = (token: Token): Link[] =>
  token.type === 'link'
    ? linkTo((token as Tokens.Link).href, plain(token))
    : (('tokens' in token && token.tokens) || []).flatMap(linksIn);

/** The words of inline Markdown without its marks. */
function plain(token: Token): string {
  if ('tokens' in token && token.tokens && token.tokens.length > 0) {
    return line(token.tokens).replace(/\s+/g, ' ').trimEnd();
  }
  if (token.type === 'br') return ' ';
  if (token.type === 'html') return /^<br\b/i.test(token.raw) ? ' ' : '';
  return unescape('text' in token ? String(token.text) : token.raw);
}

/** Tokens side by side; what stands between <sup> or <sub> and its end is raised or lowered. */
function line(tokens: readonly Token[]): string {
  let text = '';
  for (let i = 0; i < tokens.length; i++) {
    const script = /^<su([bp])>$/i.exec(tokens[i]!.raw)?.[1]?.toLowerCase();
    const end = script
      ? tokens.findIndex((one, j) => j > i && one.raw.toLowerCase() === `</su${script}>`)
      : -1;
    if (end < 0) text += plain(tokens[i]!);
    else {
      const inner = tokens
        .slice(i + 1, end)
        .map(plain)
        .join('');
      text += script === 'p' ? superscript(inner, text) : subscript(inner);
      i = end;
    }
  }
  return text;
}

/** Entities as HTML knows them; what looks like a tag is text here. */
const unescape = (text: string): string =>
  /&[#\w]+;/.test(text) ? textOf(parseFragment(text.replace(/</g, '&lt;')) as unknown as HtmlElement) : text;

function tableDraft(table: Tokens.Table): Draft {
  const rows = [table.header, ...table.rows];
  const cells: Cell[] = rows.flatMap((row, r) =>
    row.map((cell, col) => ({
      row: r,
      col,
      row_span: 1,
      col_span: 1,
      text: line(cell.tokens).trim(),
      ...(r === 0 && { header: true }),
    })),
  );
  const links = distinctLinks(rows.flatMap((row) => row.flatMap(({ tokens }) => tokens.flatMap(linksIn))));
  const draft = { type: 'Table' as const, text: '', page: 1, cells, headerRows: 1 };
  return links.length > 0 ? { ...draft, links } : draft;
}
