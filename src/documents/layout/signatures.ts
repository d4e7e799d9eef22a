import { phrasesOf, type Phrase } from '../tables/phrases';
import type { Line } from './line';
import type { Parting } from './side-by-side';

// In em: no gap between words; how exactly the right labels begin at one place; from line to line at most.
const phraseGap = 1.15;
const exact = 1;
const nearest = 6;
const fewestRows = 2;
const mostLines = 16;

const label =
  /^(?:\/s\/|(?:by|name|title|date|signature|signed|its|per|witness|print(?:ed)? name|position|address|place|e-?mail|tel|phone|fax|nom|fait à|unterschrift|ort|datum)\b[^:：_]{0,20}[:：_]|_{6,}$|(?:甲方|乙方|丙方|买方|卖方|出租方|承租方|法定代表人|授权代表|委托代理人|代表人?|负责人|签字|签章|签名|盖章|公章|签署|签订|日期|时间|地址|住所|电话|传真|开户银?行|账号|身份证号码?)(?:[（(][^）)]{0,12}[）)])*\s*[:：_]?)/iu;

/** Where two parties sign beside one another: what either signs is read whole; null where labels do not stand in pairs. */
export function signatures(lines: readonly Line[]): Parting | null {
  const pairs = lines.map((line) => pairOf(phrasesOf(line, phraseGap)));
  for (const [i, first] of pairs.entries()) {
    if (!first) continue;
    const { size } = lines[i]!;
    const same = pairs.flatMap((pair, k) =>
      pair && Math.abs(pair.x0 - first.x0) < exact * size && k - i < mostLines ? [k] : [],
    );
    if (same.length < fewestRows) continue;
    const x = first.x0 - 0.5;
    const parts = (line: Line) => line.words.every((word) => word.x1 <= x || word.x0 >= x);
    let [top, bottom] = [i, i];
    while (top > 0 && parts(lines[top - 1]!) && isNear(lines[top - 1]!, lines[top]!)) top--;
    while (lines[bottom + 1] && parts(lines[bottom + 1]!) && isNear(lines[bottom]!, lines[bottom + 1]!))
      bottom++;
    if (same.filter((k) => k >= top && k <= bottom).length < fewestRows || bottom - top > mostLines) continue;
    return { x, top: lines[top]!.y0 - 0.01, bottom: lines[bottom]!.y1 + 0.01 };
  }
  return null;
}

/** The right one of two labels in a line. */
function pairOf(phrases: readonly Phrase[]): Phrase | null {
  if (phrases.length < 2 || !label.test(phrases[0]!.text)) return null;
  return phrases.slice(1).find(({ text }) => label.test(text)) ?? null;
}

const isNear = (a: Line, b: Line): boolean => b.baseline - a.baseline < nearest * Math.max(a.size, b.size);
