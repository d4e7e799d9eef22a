/** Scripts and other ends of tesseract's names, as the tags of languages have them. */
const tags: Record<string, string> = {
  chi_sim: 'zh-Hans',
  chi_tra: 'zh-Hant',
  aze_cyrl: 'az-Cyrl',
  srp_latn: 'sr-Latn',
  uzb_cyrl: 'uz-Cyrl',
};

/** A language by its name in the interface's language; tesseract's own name where nobody has given it another. */
export function languageName(language: string, interfaceLanguage: 'en' | 'zh'): string {
  const names = new Intl.DisplayNames([interfaceLanguage], { type: 'language', fallback: 'none' });
  const known = tags[language] ?? language.split('_')[0]!;
  const name = names.of(known);
  if (!name) return language;
  return known === tags[language] || known === language ? name : `${name} (${language})`;
}
