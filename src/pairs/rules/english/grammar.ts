/** Facts of English grammar that the templates go by: word classes and the inflections of frequent verbs. */

/** Words without content of their own; everything else is a content word. */
export const functionWords: ReadonlySet<string> = new Set(
  (
    'a an the and or but if then else when where which who whom whose what why how this that these those ' +
    'there here it its itself he she him her his hers they them their theirs we us our ours you your ' +
    'yours i me my mine is am are was were be been being has have had having do does did doing done can ' +
    'could may might must shall should will would ought not no nor none neither either both each every ' +
    'any all some such other another others same own more most less least few many much several very too ' +
    'so also just only even still yet again ever never always often thus hence therefore however moreover ' +
    'furthermore although though while whereas because since as than of in on at by for with without ' +
    'within about against between among into onto through during before after above below to from up down ' +
    'out off over under upon per via toward towards across along around near until unless et al etc ie eg ' +
    'vs including include includes included using used use based due respectively well like made make one ' +
    'two three first second third new see shown show shows given following pursuant herein thereof ' +
    'therein hereby'
  ).split(' '),
);

/** A subject that begins with one of these means nothing outside its passage. */
export const pronouns: ReadonlySet<string> = new Set(
  (
    'it this these those they them we he she i you there such here that our us its their his her one each ' +
    'some many most others both all any what which who'
  ).split(' '),
);

/** Verbs that move before the subject in a question. */
export const auxiliaries: ReadonlySet<string> = new Set(
  'is are was were has have had can could may might must shall should will would does do did'.split(' '),
);

export const formsOfBe: ReadonlySet<string> = new Set(['is', 'are', 'was', 'were']);

/** Frequent main verbs, base form; the inflections are derived. */
const mainVerbs: readonly string[] = (
  'provide include require increase decrease reduce improve show indicate suggest reveal demonstrate ' +
  'report find cause induce inhibit produce contain represent comprise constitute consist reflect ' +
  'describe apply offer operate develop use generate recognize manage maintain establish ensure ' +
  'determine consider identify affect involve result lead depend allow enable support protect prevent ' +
  'receive sell purchase serve compete expect believe record measure estimate calculate grow decline ' +
  'rise fall drive contribute occur begin become remain relate bind encode mediate activate regulate ' +
  'express infect transmit replicate spread bear act play form help limit exceed comply notify submit ' +
  'disclose grant permit prohibit refer define mean specify exercise issue employ acquire invest focus ' +
  'deliver design market distribute enter face hold own pay charge incur evaluate assess monitor review ' +
  'implement conduct perform present propose derive obtain discuss examine investigate analyze give ' +
  'yield exhibit differ vary correspond agree confirm compare introduce address account total amount ' +
  'exist arise follow need seek aim'
).split(' ');

const irregularPast: Readonly<Record<string, string>> = {
  rise: 'rose',
  fall: 'fell',
  grow: 'grew',
  drive: 'drove',
  begin: 'began',
  become: 'became',
  bind: 'bound',
  bear: 'bore',
  find: 'found',
  lead: 'led',
  sell: 'sold',
  hold: 'held',
  pay: 'paid',
  give: 'gave',
  arise: 'arose',
  seek: 'sought',
  mean: 'meant',
  show: 'showed',
  spread: 'spread',
  incur: 'incurred',
  submit: 'submitted',
  permit: 'permitted',
  refer: 'referred',
  occur: 'occurred',
  transmit: 'transmitted',
};

/** Verb forms that are more often nouns or participles: taken as a verb only with an object after them. */
export const nounLike: ReadonlySet<string> = new Set(
  (
    'use market design form help limit review report charge support account total amount increase ' +
    'decrease decline rise result cause need aim focus face issue purchase exercise offer act play ' +
    'process estimate measure record present own drive fall spread yield express influence mean reports ' +
    'results uses markets designs forms limits reviews charges accounts amounts increases decreases ' +
    'declines causes needs aims issues purchases exercises offers acts estimates measures records drives ' +
    'falls yields means presents used based increased reduced required given led found shows'
  ).split(' '),
);

export interface VerbForm {
  /** 'increase' for 'increased'. */
  base: string;
  /** The auxiliary that a question with this form takes. */
  auxiliary: 'do' | 'does' | 'did';
}

const thirdPerson = (verb: string): string => {
  if (/(?:s|x|z|ch|sh)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
};
const past = (verb: string): string => {
  const irregular = irregularPast[verb];
  if (irregular) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
};

/** Every form of the main verbs. */
export const verbForms: ReadonlyMap<string, VerbForm> = (() => {
  const forms = new Map<string, VerbForm>();
  for (const base of mainVerbs) {
    forms.set(thirdPerson(base), { base, auxiliary: 'does' });
    forms.set(past(base), { base, auxiliary: 'did' });
    if (!forms.has(base)) forms.set(base, { base, auxiliary: 'do' });
  }
  return forms;
})();

/** Verbs of 'X means ...': what they are followed by defines their subject. */
export const definingVerbs: ReadonlySet<string> = new Set(
  'means mean refers represents comprises includes contains consists'.split(' '),
);

const wordPattern = /[A-Za-z0-9][A-Za-z0-9'’-]*(?:\.[A-Za-z0-9]+)*%?/g;

export const englishWords = (text: string): string[] => text.match(wordPattern) ?? [];

export const contentWords = (text: string): string[] =>
  englishWords(text).filter((word) => word.length > 1 && !functionWords.has(word.toLowerCase()));

/** Words as a reader sees them: what stands between spaces. */
export const spaced = (text: string): string[] => text.split(/\s+/).filter((part) => part !== '');
