// Letters, digits and the per cent sign as wide as an ideograph; katakana half as wide as one; ligatures (ﬁ, ﬄ).
const forms = /[\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06]|[\uff65-\uff9f]+/g;
const between = /(?<=\d)[\uff0d\uff0e\uff0f\uff1a](?=\d)/g;
// Where a word may be parted or must not be; nothing is seen of them.
const unseen = /[\u00ad\u200b\u2060\ufeff]/g;
const combining = /[\u0300-\u036f\u3099\u309a]/;

/**
 * Text in the form in which it is searched and in which tokenizers know it, whatever file it comes from: full-width letters and
 * figures, as Chinese and Japanese programs write them (２０２６年 as 2026年, １０：３０ as 10:30), and ligatures as plain letters,
 * accents on their letters, soft hyphens gone. Chinese punctuation stays.
 */
export function plainForms(text: string): string {
  const plain = text
    .replace(unseen, '')
    .replace(forms, (form) => form.normalize('NFKC'))
    .replace(between, (mark) => mark.normalize('NFKC'));
  return combining.test(plain) ? plain.normalize('NFC') : plain;
}
