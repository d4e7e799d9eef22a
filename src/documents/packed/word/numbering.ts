import { attribute, type HtmlElement } from '../../html/html-tree';
import { all, below, parseXml } from '../xml-tree';
import type { WordStyle } from './styles';

interface Level {
  format: string;
  /** '%1.%2' */
  text: string;
  start: number;
  style?: string;
}

const value = (node: HtmlElement, tag: string): string | undefined => {
  const [one] = below(node, tag);
  return one && attribute(one, 'w:val');
};

/** Counts the paragraphs of numbered lists, as Word does (ECMA-376 part 1, 17.9). */
export class Numbering {
  private readonly lists = new Map<string, Level[]>();
  private readonly listOf = new Map<string, string>();
  private readonly byStyle = new Map<string, { list: string; level: number }>();
  private readonly counters = new Map<string, number[]>();
  private readonly restarts = new Map<string, Map<number, number>>();

  constructor(
    xml: string,
    private readonly styles: ReadonlyMap<string, WordStyle>,
  ) {
    const root = parseXml(xml);
    for (const list of all(root, 'w:abstractnum')) {
      const id = attribute(list, 'w:abstractnumid') ?? '';
      const levels = below(list, 'w:lvl').map((level): Level => {
        const style = value(level, 'w:pstyle');
        return {
          format: value(level, 'w:numfmt') ?? 'decimal',
          text: value(level, 'w:lvltext') ?? '',
          start: Number(value(level, 'w:start') ?? 1) || 0,
          ...(style !== undefined && { style }),
        };
      });
      this.lists.set(id, levels);
      levels.forEach(
        ({ style }, level) => style !== undefined && this.byStyle.set(style, { list: id, level }),
      );
    }
    for (const list of all(root, 'w:num')) {
      const id = attribute(list, 'w:numid') ?? '';
      this.listOf.set(id, value(list, 'w:abstractnumid') ?? '');
      const restarts = below(list, 'w:lvloverride').flatMap((one): [number, number][] => {
        const start = value(one, 'w:startoverride');
        return start === undefined ? [] : [[Number(attribute(one, 'w:ilvl')) || 0, Number(start) || 0]];
      });
      if (restarts.length > 0) this.restarts.set(id, new Map(restarts));
    }
  }

  /** The number before the paragraph with these properties, where it belongs to its text: a heading's, a clause's ('第三条', '2.1'). */
  next(properties: string): string {
    const styleId = /<w:pStyle\s[^<>]*w:val="([^"]*)"/.exec(properties)?.[1] ?? '';
    const style = this.styles.get(styleId);
    const linked = this.byStyle.get(styleId);
    const id = /<w:numId\s[^<>]*w:val="([^"]*)"/.exec(properties)?.[1] ?? style?.list?.id;
    const list = id === undefined ? linked?.list : this.listOf.get(id);
    if (id === '0' || list === undefined) return '';
    const place = /<w:ilvl\s[^<>]*w:val="(\d)"/.exec(properties)?.[1];
    const level = place === undefined ? (linked?.level ?? style?.list?.level ?? 0) : Number(place);
    const levels = this.lists.get(list) ?? [];
    const own = levels[level];
    if (!own) return '';
    const counts = this.count(list, id, level, levels);
    const outlined = /<w:outlineLvl\s[^<>]*w:val="[0-8]"/.test(properties);
    const isClause = /[\p{L}§].*%\d|%\d.*(?:%\d|\p{L})/u.test(own.text);
    if (own.format === 'bullet' || own.format === 'none') return '';
    if (style?.level === undefined && !outlined && !isClause) return '';
    const legal = (k: number) => numeral(counts[k] ?? levels[k]?.start ?? 1, levels[k]?.format ?? 'decimal');
    return own.text.replace(/%(\d)/g, (_, k: string) => legal(Number(k) - 1)).trim();
  }

  private count(list: string, id: string | undefined, level: number, levels: readonly Level[]): number[] {
    const counts = this.counters.get(list) ?? [];
    this.counters.set(list, counts);
    const restart = id === undefined ? undefined : this.restarts.get(id)?.get(level);
    if (id !== undefined && restart !== undefined) {
      this.restarts.get(id)!.delete(level);
      counts[level] = restart;
    } else counts[level] = (counts[level] ?? (levels[level]?.start ?? 1) - 1) + 1;
    for (let above = 0; above < level; above++) counts[above] ??= levels[above]?.start ?? 1;
    counts.length = level + 1;
    return counts;
  }
}

const hanDigits = '零一二三四五六七八九';

/** 1 to 9999 in Chinese, as clauses count. */
function han(n: number): string {
  if (n <= 0 || n > 9999) return String(n);
  let out = '';
  [1000, 100, 10, 1].forEach((unit, i) => {
    const digit = Math.floor(n / unit) % 10;
    if (digit > 0) out += `${hanDigits[digit]}${['千', '百', '十', ''][i]}`;
    else if (out && !out.endsWith('零') && n % unit > 0) out += '零';
  });
  return out.replace(/^一十/, '十');
}

function roman(n: number): string {
  if (n <= 0 || n > 3999) return String(n);
  let left = n;
  const steps: [number, string][] = [
    ...([
      [1000, 'm'],
      [900, 'cm'],
      [500, 'd'],
      [400, 'cd'],
      [100, 'c'],
      [90, 'xc'],
    ] as [number, string][]),
    ...([
      [50, 'l'],
      [40, 'xl'],
      [10, 'x'],
      [9, 'ix'],
      [5, 'v'],
      [4, 'iv'],
      [1, 'i'],
    ] as [number, string][]),
  ];
  return steps
    .map(([size, sign]) => {
      const times = Math.floor(left / size);
      left -= times * size;
      return sign.repeat(times);
    })
    .join('');
}

function numeral(n: number, format: string): string {
  const letter = n > 0 ? String.fromCharCode(97 + ((n - 1) % 26)).repeat(Math.min(9, Math.ceil(n / 26))) : '';
  if (format === 'lowerLetter') return letter;
  if (format === 'upperLetter') return letter.toUpperCase();
  if (format === 'lowerRoman') return roman(n);
  if (format === 'upperRoman') return roman(n).toUpperCase();
  if (format === 'decimalZero') return String(n).padStart(2, '0');
  return /^(?:chinese|taiwanese|japanese|ideograph)/.test(format) ? han(n) : String(n);
}
