import { attribute, textOf, type HtmlElement } from './html/html-tree';
import { subscript, superscript } from './raised-text';

// Deeper formulas are an accident or an attack; they are read flat.
const deepest = 60;

/** A formula of Word (OMML, ECMA-376 part 1, 22.1) or of the web (MathML 3) as one line: x² + a/(b + c), ∑_(i=1)^n i. Names in lower case. */
export const mathText = (root: HtmlElement): string =>
  line(root, 0)
    .replace(/[\u2061-\u2064]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

function line(node: HtmlElement, depth: number): string {
  if (node.nodeName === '#text') return node.value ?? '';
  if (depth > deepest) return textOf(node);
  const below = (node.childNodes ?? []).filter((one) => one.tagName);
  const say = (one: HtmlElement | undefined) => (one ? line(one, depth + 1).trim() : '');
  const part = (name: string) => say(below.find((one) => one.tagName === name));
  const parts = (name: string) => below.filter((one) => one.tagName === name).map(say);
  const [first = '', second = '', third = ''] = node.tagName?.startsWith('m:') ? [] : below.map(say);
  switch (node.tagName) {
    case 'm:f':
      return fraction(part('m:num'), part('m:den'));
    case 'm:ssup':
      return scripted(part('m:e'), '', part('m:sup'));
    case 'm:ssub':
      return scripted(part('m:e'), part('m:sub'), '');
    case 'm:ssubsup':
      return scripted(part('m:e'), part('m:sub'), part('m:sup'));
    case 'm:spre':
      return `${scripted('', part('m:sub'), part('m:sup'))}${part('m:e')}`;
    case 'm:limlow':
      return scripted(part('m:e'), part('m:lim'), '');
    case 'm:limupp':
      return scripted(part('m:e'), '', part('m:lim'));
    case 'm:rad':
      return root(part('m:e'), part('m:deg'));
    case 'm:func':
      return `${part('m:fname')} ${part('m:e')}`;
    case 'm:nary':
      return `${scripted(sign(node, 'm:chr', '∫'), part('m:sub'), part('m:sup'))} ${part('m:e')}`;
    case 'm:d':
      return `${sign(node, 'm:begchr', '(')}${parts('m:e').join(sign(node, 'm:sepchr', '|'))}${sign(node, 'm:endchr', ')')}`;
    case 'm:m':
      return parts('m:mr').join('; ');
    case 'm:mr':
      return parts('m:e').join(', ');
    case 'm:eqarr':
      return parts('m:e').join('; ');
    case 'm:ctrlpr':
    case 'm:rpr':
    case 'w:rpr':
    case 'annotation':
    case 'annotation-xml':
      return '';
    case 'mfrac':
      return fraction(first, second);
    case 'msup':
    case 'mover':
      return scripted(first, '', second);
    case 'msub':
    case 'munder':
      return scripted(first, second, '');
    case 'msubsup':
    case 'munderover':
      return scripted(first, second, third);
    case 'msqrt':
      return root(below.map(say).join(''), '');
    case 'mroot':
      return root(first, second);
    case 'mfenced':
      return `${attribute(node, 'open') ?? '('}${below.map(say).join(', ')}${attribute(node, 'close') ?? ')'}`;
    case 'mtable':
      return below.map(say).join('; ');
    case 'mtr':
      return below.map(say).join(', ');
    default:
      return joined((node.childNodes ?? []).map((one) => line(one, depth + 1)));
  }
}

/** A sign that its properties name: brackets, a sum's. */
function sign(node: HtmlElement, name: string, usual: string): string {
  const properties = node.childNodes?.find((one) => one.tagName === `${node.tagName}pr`);
  const own = properties?.childNodes?.find((one) => one.tagName === name);
  return own ? (attribute(own, 'm:val') ?? usual) : usual;
}

/** A letter, a number, a sign, or what stands in brackets as a whole. */
function isOne(text: string): boolean {
  if (/^[\p{L}\p{N}.]*$/u.test(text) || [...text].length === 1) return true;
  if (!/^[([{|]/.test(text)) return false;
  let depth = 0;
  return [...text].every((letter, i, all) => {
    depth += /[([{]/.test(letter) ? 1 : /[)\]}]/.test(letter) ? -1 : 0;
    return depth > 0 || i === all.length - 1;
  });
}
const grouped = (text: string): string => (isOne(text) ? text : `(${text})`);
const fraction = (over: string, under: string): string => `${grouped(over)}/${grouped(under)}`;
const root = (of: string, degree: string): string =>
  `${degree ? superscript(degree, '', 'formula') : ''}√${[...of].length === 1 ? of : `(${of})`}`;
const scripted = (base: string, below: string, above: string): string =>
  `${grouped(base)}${below && subscript(below)}${above && superscript(above, '', 'formula')}`;

/** Side by side; a letter does not run into an exponent before it. */
const joined = (parts: readonly string[]): string =>
  parts.reduce(
    (whole, part) =>
      whole + (/[\^_][\p{L}\p{N}.]+$/u.test(whole) && /^[\p{L}\p{N}]/u.test(part) ? ' ' : '') + part,
    '',
  );
