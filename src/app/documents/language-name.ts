/** Scripts and other ends of tesseract's names, as the tags of languages have them. */
const tags: Record<string, string> = {
  chi_sim: 'zh-Hans',
  chi_tra: 'zh-Hant',
  aze_cyrl: 'az-Cyrl',
  srp_latn: 'sr-Latn',
  uzb_cyrl: 'uz-Cyrl',
};

// Making them takes longer than looking up a hundred.
const known: Partial<Record<'en' | 'zh', Intl.DisplayNames>> = {};
const namesIn = (language: 'en' | 'zh'): Intl.DisplayNames =>
  (known[language] ??= new Intl.DisplayNames([language], { type: 'language', fallback: 'none' }));

/** A language by its name in the interface's language; tesseract's own name where nobody has given it another. */
export function languageName(language: string, interfaceLanguage: 'en' | 'zh'): string {
  const tag = tags[language] ?? language.split('_')[0]!;
  const name = namesIn(interfaceLanguage).of(tag);
  if (!name) return language;
  return tag === tags[language] || tag === language ? name : `${name} (${language})`;
}
