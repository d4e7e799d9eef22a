import { mathText } from '../../math-text';
import { find } from '../../html/html-tree';
import { parseXml } from '../xml-tree';
import { formulaMark, pageMark, partMark, unmarked } from './marks';
import type { Numbering } from './numbering';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const run = (text: string): string => `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;

/**
 * The main part of a Word file with what mammoth leaves out put into its text: formulas, charts and diagrams as marks (`marks.ts`),
 * the numbers that Word writes before headings and clauses, text boxes without a fallback, ends of pages.
 */
export function prepared(xml: string, numbering: Numbering): string {
  const plain = unmarked(xml)
    .replace(/<\/?w:(?:fldSimple|dir|bdo|ruby|rubyBase|subDoc)(?:\s[^<>]*)?>/g, '')
    .replace(/<\/?m:oMathPara(?:Pr)?(?:\s[^<>]*)?>/g, '')
    .replace(/<w:cr\s*\/>/g, '<w:br/>')
    .replace(/<(\/?)v:oval\b/g, '<$1v:rect');
  const written = numbered(withBoxes(withParts(withFormulas(without(plain, 'w:rt')))), numbering);
  return written.includes('<w:lastRenderedPageBreak')
    ? written.replace(/<w:lastRenderedPageBreak\s*\/>/g, `<w:t>${pageMark}</w:t>`)
    : written.replace(/<w:br\s[^<>]*w:type="page"[^<>]*\/>/g, `<w:t>${pageMark}</w:t>`);
}

/** Each stretch from `<tag` to its end, which holds no other of its kind, changed; one that never ends is left. */
function changed(xml: string, tag: string, change: (element: string) => string): string {
  const end = `</${tag}>`;
  let out = '';
  let at = 0;
  for (;;) {
    const from = xml.indexOf(`<${tag}`, at);
    const to = from < 0 ? -1 : xml.indexOf(end, from);
    if (to < 0) return out + xml.slice(at);
    const next = xml[from + tag.length + 1];
    const own = next === '>' || next === ' ' || next === '\n';
    out +=
      xml.slice(at, from) +
      (own ? change(xml.slice(from, to + end.length)) : xml.slice(from, to + end.length));
    at = to + end.length;
  }
}

const without = (xml: string, tag: string): string => changed(xml, tag, () => '');

const withFormulas = (xml: string): string =>
  changed(xml, 'm:oMath', (element) => {
    const formula = find(parseXml(element), 'm:omath');
    const text = formula ? mathText(formula) : '';
    return text ? run(formulaMark(text)) : '';
  });

/** The mark of a chart or diagram stands behind the run that draws it. */
function withParts(xml: string): string {
  const drawn = /<(?:c:chart|dgm:relIds)\s[^<>]*?r:(?:id|dm)="([^"]*)"[^<>]*>/g;
  let out = '';
  let at = 0;
  for (const found of xml.matchAll(drawn)) {
    const drawing = xml.indexOf('</w:drawing>', found.index);
    const end = drawing < 0 ? -1 : xml.indexOf('</w:r>', drawing);
    if (end < 0) break;
    if (end < at) continue;
    out += xml.slice(at, end + 6) + run(partMark(found[1]!));
    at = end + 6;
  }
  return out + xml.slice(at);
}

/** mammoth reads a text box where it stands as VML; programs that write none lose it. */
function withBoxes(xml: string): string {
  if (!xml.includes('<wps:txbx') || xml.includes('<v:textbox')) return xml;
  const boxes = new Map<number, string>();
  for (const { index } of xml.matchAll(/<w:txbxContent>/g)) {
    const to = xml.indexOf('</w:txbxContent>', index);
    const drawing = to < 0 ? -1 : xml.indexOf('</w:drawing>', to);
    if (drawing < 0) break;
    const choice = /^<\/w:drawing>\s*<\/mc:Choice>/.test(xml.slice(drawing, drawing + 60));
    const fallback = choice ? xml.indexOf('</mc:AlternateContent>', drawing) : -1;
    const end = fallback < 0 ? drawing + 12 : fallback + 22;
    boxes.set(end, (boxes.get(end) ?? '') + xml.slice(index, to + 16));
  }
  let out = '';
  let at = 0;
  for (const [end, contents] of boxes) {
    out += `${xml.slice(at, end)}<w:pict>${contents}</w:pict>`;
    at = end;
  }
  return out + xml.slice(at);
}

/** The number of each paragraph that has one, as its first run. */
function numbered(xml: string, numbering: Numbering): string {
  let out = '';
  let at = 0;
  for (const { index, 0: start } of xml.matchAll(/<w:p(?:\s[^<>]*)?>\s*(?=<w:pPr>)/g)) {
    const from = index + start.length;
    const end = xml.indexOf('</w:pPr>', from);
    if (end < 0) break;
    const text = numbering.next(xml.slice(from, end));
    if (text === '' || from < at) continue;
    out += xml.slice(at, end + 8) + run(`${text} `);
    at = end + 8;
  }
  return out + xml.slice(at);
}
