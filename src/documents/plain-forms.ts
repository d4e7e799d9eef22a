// Letters, digits and the per cent sign as wide as an ideograph; katakana half as wide as one.
const wide = /[\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]|[\uff65-\uff9f]+/g;
const between = /(?<=\d)[\uff0d\uff0e\uff0f\uff1a](?=\d)/g;

/**
 * Full-width letters and figures, as Chinese and Japanese programs write them, in the form in which they are searched and in
 * which tokenizers know them: ２０２６年 as 2026年, １０：３０ as 10:30. Chinese punctuation stays.
 */
export const plainForms = (text: string): string =>
  text.replace(wide, (form) => form.normalize('NFKC')).replace(between, (mark) => mark.normalize('NFKC'));
