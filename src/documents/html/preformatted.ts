import type { Draft } from '../element';
import { textDrafts } from '../text/read-text';
import { find, isSilent, type HtmlElement } from './html-tree';

/** Text whose lines stand as written: code as one element with its lines, whole letters and laws as a plain text is read. */
export function preDrafts(node: HtmlElement): Draft[] {
  const text = unindented(written(node).trimEnd());
  const isCode = find(node, 'code') !== undefined || text.split(/\n\s*\n/).length < 4;
  return isCode ? [{ type: 'NarrativeText', text, page: 1 }] : textDrafts(text);
}

/** Without the room that all its lines have before them. */
function unindented(text: string): string {
  const lines = text.replace(/^\s*\n/, '').split('\n');
  const filled = lines.filter((line) => line.trim());
  const room = filled.reduce(
    (least, line) => Math.min(least, line.length - line.trimStart().length),
    Infinity,
  );
  return lines.map((line) => line.slice(Math.min(room, line.length))).join('\n');
}

function written(root: HtmlElement): string {
  let text = '';
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.nodeName === '#text') text += node.value ?? '';
    if (node.tagName === 'br') text += '\n';
    if (node.childNodes && !isSilent(node)) waiting.push(...[...node.childNodes].reverse());
  }
  return text;
}
