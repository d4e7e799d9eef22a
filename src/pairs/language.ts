/** Which rules apply to a text: English, Chinese, or neither. */
export type RuleLanguage = 'en' | 'zh' | 'other';

const scripts = {
  han: /\p{Script=Han}/gu,
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  hangul: /\p{Script=Hangul}/gu,
  // Alphabets are counted by word, the others by character: both are about one unit of meaning.
  latin: /\p{Script=Latin}[\p{Script=Latin}\p{M}\p{N}'’-]*/gu,
  cyrillic: /\p{Script=Cyrillic}[\p{Script=Cyrillic}\p{M}\p{N}'’-]*/gu,
  greek: /\p{Script=Greek}[\p{Script=Greek}\p{M}\p{N}'’-]*/gu,
  arabic: /\p{Script=Arabic}[\p{Script=Arabic}\p{M}\p{N}]*/gu,
  hebrew: /\p{Script=Hebrew}[\p{Script=Hebrew}\p{M}\p{N}]*/gu,
  devanagari: /\p{Script=Devanagari}[\p{Script=Devanagari}\p{M}\p{N}]*/gu,
  thai: /\p{Script=Thai}/gu,
} as const;
export type Script = keyof typeof scripts;

/** The share of each script in a text's units (words or characters); empty where there are no letters. */
export function scriptShares(text: string): Map<Script, number> {
  const counts = new Map<Script, number>();
  let total = 0;
  for (const script of Object.keys(scripts) as Script[]) {
    const count = text.match(scripts[script])?.length ?? 0;
    if (count > 0) counts.set(script, count);
    total += count;
  }
  return new Map([...counts].map(([script, count]) => [script, count / total]));
}

export function mainScript(text: string): Script | null {
  let best: Script | null = null;
  const shares = scriptShares(text);
  for (const [script, share] of shares) if (best === null || share > shares.get(best)!) best = script;
  // Japanese is mostly written in both; a tenth of kana tells it from Chinese.
  return best === 'han' && (shares.get('kana') ?? 0) > 0.1 ? 'kana' : best;
}

// Function words that one side has and the other has not; enough to tell English from its Latin-script neighbours.
const english = new Set(
  'the of and to is that with by are from this which for was be it as can not or'.split(' '),
);
const foreign = new Set(
  (
    'de la le les et des du une est que dans pour el los las en del por con una es der die und das den von zu mit ist ' +
    'nicht ein eine il di che per gli della non sono o os um uma com para het een van niet och att som det jest nie się na'
  ).split(' '),
);

/** By script; Latin text counts as English unless it has more function words of other languages than English ones. */
export function ruleLanguage(text: string): RuleLanguage {
  const script = mainScript(text);
  if (script === 'han') return 'zh';
  if (script !== 'latin') return 'other';
  let votes = 0;
  for (const word of text.toLowerCase().match(scripts.latin) ?? []) {
    if (english.has(word)) votes++;
    else if (foreign.has(word)) votes--;
  }
  return votes < 0 ? 'other' : 'en';
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const wordPattern = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’_-]*/gu;

/** Lower-cased words of any language; Intl.Segmenter finds them where none are spaced. */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  if (!unspaced.test(folded)) return folded.match(wordPattern) ?? [];
  return [...segmenter.segment(folded)].filter((s) => s.isWordLike).map((s) => s.segment);
}

/** For comparing two texts: NFKC, lower case, one space between words, no punctuation at the ends. */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200b\ufeff]+/gu, ' ')
    .replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '');
