import type { Language } from '../../project/contract';

export type MessageParameters = Readonly<Record<string, string | number>>;

export const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

// Making one takes longer than all else in a message.
const rules = {} as Record<Language, Intl.PluralRules>;
const numbers = {} as Record<Language, Intl.NumberFormat>;
const rulesOf = (language: Language) => (rules[language] ??= new Intl.PluralRules(locales[language]));
const numbersOf = (language: Language) => (numbers[language] ??= new Intl.NumberFormat(locales[language]));

const placeholder = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

/**
 * Fills `{name}` with a parameter (numbers as the language writes them) and `{name|one|other}` with the word that agrees
 * with the number. A parameter that is missing leaves an ellipsis, never a brace.
 */
export function interpolate(language: Language, template: string, parameters: MessageParameters): string {
  return template.replace(placeholder, (_match, name: string, one?: string, other?: string) => {
    const value = parameters[name];
    if (one !== undefined && other !== undefined) {
      return rulesOf(language).select(Number(value)) === 'one' ? one : other;
    }
    if (value === undefined || value === '') return '…';
    return typeof value === 'number' ? numbersOf(language).format(value) : value;
  });
}
