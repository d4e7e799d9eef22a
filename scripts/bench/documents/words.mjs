/** mulberry32 (T. Ettinger, public domain): the same set on every machine. @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  return {
    next,
    below,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[below(list.length)]),
  };
}

/** @typedef {ReturnType<typeof chance>} Chance */
/** @typedef {'en' | 'zh' | 'ar' | 'he'} Language */

/** @param {Language} language */
export const fromRight = (language) => language === 'ar' || language === 'he';

const vocabulary = {
  en: {
    nouns:
      'kiln furnace glaze clay shelf cone burner chimney damper brick vessel bowl pitcher workshop apprentice potter season ledger store ash sand flame draught vent window hinge'.split(
        ' ',
      ),
    verbs: 'holds warms cools carries feeds marks dries lifts turns closes opens needs shows keeps'.split(
      ' ',
    ),
    adjectives:
      'north southern small heavy narrow careful slow early final clean warm brittle patient uneven quiet'.split(
        ' ',
      ),
  },
  zh: {
    nouns: '窑炉 釉料 陶土 火焰 烟道 砖块 学徒 工坊 温度 季节 账本 仓库 器皿 风门 炉膛'.split(' '),
    verbs: '需要 保持 加热 冷却 记录 检查 打开 关闭 运送 标明'.split(' '),
    adjectives: '北侧的 小型的 沉重的 缓慢的 干净的 早期的 均匀的 安静的'.split(' '),
  },
  ar: {
    nouns: 'الفرن الطين الرماد اللهب المخزن الدفتر الموسم الصانع الورشة الحرارة الإناء المدخنة'.split(' '),
    verbs: 'يحفظ يسخن يبرد يحمل يسجل يفتح يغلق يحتاج'.split(' '),
    adjectives: 'الصغير الثقيل البطيء النظيف المبكر الهادئ الأول الأعلى'.split(' '),
  },
  he: {
    nouns: 'התנור החומר האפר הלהבה המחסן היומן העונה הקדר הסדנה החום הכלי הארובה'.split(' '),
    verbs: 'שומר מחמם מקרר נושא רושם פותח סוגר'.split(' '),
    adjectives: 'הקטן הכבד האיטי הנקי המוקדם השקט'.split(' '),
  },
};

/** @param {Chance} random @param {Language} language */
function clause(random, language) {
  const { nouns, verbs, adjectives } = vocabulary[language];
  const [a, b, c] = [random.pick(nouns), random.pick(nouns), random.pick(nouns)];
  const verb = random.pick(verbs);
  if (language === 'zh') return `${random.pick(adjectives)}${a}${verb}${b}和${c}`;
  if (language === 'ar') return `${verb} ${a} ${random.pick(adjectives)} Kiln ${b} (و${c})`;
  if (language === 'he') return `${a} ${random.pick(adjectives)} ${verb} את Kiln ${b} (ואת ${c})`;
  return `the ${random.pick(adjectives)} ${a} ${verb} the ${b} near the ${random.pick(adjectives)} ${c}`;
}

const joins = {
  en: [', and ', ' while ', ', because '],
  zh: ['，', '，而', '，因为'],
  ar: ['، و', ' حين ', ' لأن '],
  he: [', וגם ', ' כאשר ', ' כי '],
};
const stop = { en: '. ', zh: '。', ar: '. ', he: '. ' };

/** @param {Chance} random @param {Language} language @param {number} sentences */
export function prose(random, language, sentences) {
  let text = '';
  for (let i = 0; i < sentences; i++) {
    const said = clause(random, language) + random.pick(joins[language]) + clause(random, language);
    text += said.charAt(0).toUpperCase() + said.slice(1) + stop[language];
  }
  return text.trim();
}

/** @param {Chance} random @param {Language} language */
export function phrase(random, language) {
  const { nouns, adjectives } = vocabulary[language];
  if (language === 'zh') return random.pick(adjectives) + random.pick(nouns);
  if (fromRight(language)) return `${random.pick(nouns)} ${random.pick(adjectives)}`;
  const words = `${random.pick(adjectives)} ${random.pick(nouns)}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
