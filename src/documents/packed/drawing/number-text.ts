const currency = /\[\$([^\]-]*)(?:-[^\]]*)?\]/g;
// Excel's precision; what a program computed beyond it is noise.
const digits = 15;

/**
 * A number as its format shows it (ECMA-376 part 1, 18.8.31): places, thousands, percent, currency and other literal text.
 * Formats of dates are not this function's; scaling, fractions and exponents are shown as the plain number.
 */
export function numberText(value: number, format = 'General'): string {
  const plain = String(Number(value.toPrecision(digits)));
  if (/^(?:general|@)?$/i.test(format)) return plain;
  const sections = format.split(';');
  const own = value < 0 ? sections[1] : value === 0 ? sections[2] : undefined;
  const section = (own ?? sections[0]!)
    .replace(currency, '"$1"')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/_./g, '')
    .replace(/\*./g, '');
  const parts = /^((?:"[^"]*"|\\.|[^#0?])*)([#0?][#0?,.]*)((?:"[^"]*"|\\.|[^#0?])*)$/.exec(section);
  if (!parts || /[/eE]/.test(section.replace(/"[^"]*"/g, ''))) return plain;
  const [, before = '', figure = '', after = ''] = parts;
  if (/,$/.test(figure)) return plain;
  const percent = /%/.test((before + after).replace(/"[^"]*"/g, ''));
  const places = /\.([#0?]*)/.exec(figure)?.[1] ?? '';
  const least = places.replace(/[^0]/g, '').length;
  const shown = (Math.abs(value) * (percent ? 100 : 1)).toFixed(Math.min(places.length, 20));
  const [whole = '', rest = ''] = shown.split('.');
  const kept = rest.replace(/0+$/, '').padEnd(least, '0');
  const grouped = figure.includes(',') ? whole.replace(/\B(?=(?:\d{3})+$)/g, ',') : whole;
  const minus = value < 0 && own === undefined && /[1-9]/.test(shown) ? '-' : '';
  return `${minus}${literal(before)}${grouped}${kept && `.${kept}`}${literal(after)}`.trim();
}

const literal = (text: string): string => text.replace(/"([^"]*)"|\\(.)/g, '$1$2');

/** Whether a format shows dates or times: letters of them outside of quotes and brackets. */
export const isDateFormat = (format: string): boolean =>
  /[ymdhs年月日]/i.test(
    format.replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_./gi, '').replace(/general/i, ''),
  );
