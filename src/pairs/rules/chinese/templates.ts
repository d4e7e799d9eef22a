import { leadIn, pointsBack } from './grammar';
import { countHan } from './sentences';

export type ChineseTemplate = 'definition' | 'purpose' | 'parts' | 'why' | 'number' | 'when' | 'what-to-do';

export interface ChineseQuestion {
  template: ChineseTemplate;
  question: string;
}

interface Pattern {
  template: ChineseTemplate;
  /** Its named groups: `x`, the subject, and `y`, what is asked about it where the question repeats that. */
  pattern: RegExp;
  ask(x: string, y: string): string;
}

// What has a measure: the subject of 'X is 220 V', unlike that of 'X is three brothers'.
const measurable =
  '(?:率|量|度|积|高|长|宽|重|压|流|费|价|数|额|温|速|时间|寿命|尺寸|人口|成本|距离|周期|期限|比例|规模|直径|半径|体长|身长)';
// A subject: two to twenty characters up to the verb, without punctuation.
const x = '(?<x>[^，,、。；：:（）()“”"\\s]{2,20}?)';
const amount = '(?:约|大约|至少|最多|超过)?\\d[\\d.,]*(?:万|亿|千|百)?\\s?[^，,。；\\d\\s]{1,4}';

const patterns: readonly Pattern[] = [
  {
    template: 'definition',
    pattern: new RegExp(`^${x}(?:是指|指的是|是一种|是一类|是一个|是一项|是一套|是一款|的定义是)`, 'u'),
    ask: (subject) => `什么是${subject}？`,
  },
  {
    template: 'purpose',
    pattern: new RegExp(
      `^${x}(?:的(?:主要)?(?:作用|用途|功能)(?:是|在于)|(?:主要)?(?:被)?(?:用于|用来|负责))`,
      'u',
    ),
    ask: (subject) => `${subject}的作用是什么？`,
  },
  {
    template: 'parts',
    pattern: new RegExp(`^${x}(?:主要|一般|通常)?(?:包括|包含|涵盖)`, 'u'),
    ask: (subject) => `${subject}包括哪些？`,
  },
  {
    template: 'parts',
    pattern: new RegExp(`^${x}(?:主要|一般|通常|可以|可)?(?:分为|分成)`, 'u'),
    ask: (subject) => `${subject}分为哪几种？`,
  },
  {
    template: 'parts',
    pattern: new RegExp(`^${x}(?:主要)?由.{2,60}(?:组成|构成)`, 'u'),
    ask: (subject) => `${subject}由哪些部分组成？`,
  },
  {
    template: 'why',
    pattern: /^(?:由于|因为)[^，。；]{3,50}，(?:因此|所以|因而|故)?(?<y>[^，。；：]{5,30})(?=[，。；]|$)/u,
    ask: (_subject, effect) => `为什么${effect}？`,
  },
  {
    template: 'why',
    pattern: /^(?<y>[^，。；：]{5,30})，?(?:这)?(?:主要)?是(?:因为|由于)/u,
    ask: (_subject, effect) => `为什么${effect}？`,
  },
  {
    template: 'why',
    pattern: /^[^，。；：]{3,40}(?:会导致|导致|造成|引起)(?:了)?(?<y>[^，。；：]{4,24})(?=[，。；]|$)/u,
    ask: (_subject, effect) => `什么会导致${effect}？`,
  },
  {
    template: 'number',
    pattern: new RegExp(`^${x}(?<y>不得超过|不应超过|不超过|不得低于|不应低于|不低于|不少于)${amount}`, 'u'),
    ask: (subject, limit) => `${subject}${limit}多少？`,
  },
  {
    template: 'number',
    pattern: new RegExp(`^${x}(?<=${measurable})(?:为|是|达|达到|约为)${amount}`, 'u'),
    ask: (subject) => `${subject}是多少？`,
  },
  {
    template: 'when',
    pattern: new RegExp(
      `^${x}(?:于|在)\\d{4}年(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?<y>[^，。；\\d的]{2,20})(?=[，。；]|$)`,
      'u',
    ),
    ask: (subject, event) => `${subject}是什么时候${event}的？`,
  },
  {
    template: 'what-to-do',
    pattern:
      /^(?:当|如果|若|一旦)(?<y>[^，。；：]{3,24}?)(?:时|后|的话|的情况下)?，[^。]{0,12}(?:应|须|请|需)/u,
    ask: (_subject, condition) => `${condition}时应该怎么做？`,
  },
];

const fragment =
  /^[的了着过地得之而且并则未便才仍另]|^(?:一般|主要|尽管|通常|广泛|最初|大约|真正|相对)|[的和与及或在是为把被对从以也可只都还曾应则就均亦所能将]$|(?:一般|主要|广泛|通常|不仅|可能|可以|因为|曾经|试验|专门)$|[适常中由下时]$|因为|如果|虽然|尽管|但是/u;

const standsAlone = (text: string): boolean =>
  countHan(text) >= 2 && !pointsBack.test(text) && !fragment.test(text);

/** Every question that the templates find in one Chinese sentence. */
export function chineseTemplateQuestions(sentence: string): ChineseQuestion[] {
  const text = sentence
    .trim()
    .replace(leadIn, '')
    .replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');
  if (countHan(text) < 8 || /[？?]/.test(text)) return [];
  const found = new Map<string, ChineseQuestion>();
  for (const { template, pattern, ask } of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const subject = groups['x'] ?? '';
    const asked = groups['y'] ?? '';
    if (!standsAlone(subject === '' ? asked : subject)) continue;
    const question = ask(subject, asked);
    if (!found.has(question)) found.set(question, { template, question });
  }
  return [...found.values()];
}
