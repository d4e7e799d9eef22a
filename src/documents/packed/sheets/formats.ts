import { isDateFormat, numberText } from '../drawing/number-text';
import { elements, value } from './xml-scan';

/** How a cell is shown. */
export interface CellStyle {
  format: string;
  isDate: boolean;
  bold: boolean;
}

// Formats that have numbers alone (ECMA-376 part 1, 18.8.30); those that are left out are dates or times.
const builtIn: Record<number, string> = {
  ...{ 0: 'General', 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00' },
  ...{ 12: '# ?/?', 13: '# ??/??', 14: 'yyyy-mm-dd', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm' },
  ...{ 19: 'h:mm:ss', 20: 'h:mm', 21: 'h:mm:ss', 22: 'yyyy-mm-dd h:mm', 37: '#,##0;(#,##0)' },
  ...{
    38: '#,##0;(#,##0)',
    39: '#,##0.00;(#,##0.00)',
    40: '#,##0.00;(#,##0.00)',
    45: 'mm:ss',
    46: '[h]:mm:ss',
  },
  ...{ 47: 'mm:ss', 48: '0.0E+0', 49: '@' },
};
const eastern = /^(?:2[7-9]|3[0-6]|5[0-8])$/;

/** The cell styles of styles.xml, in their order. */
export function cellStyles(xml: string): CellStyle[] {
  const own = new Map<number, string>();
  for (const { start } of elements(xml, 'numFmt'))
    own.set(Number(value(start, 'numFmtId')), value(start, 'formatCode') ?? 'General');
  const section = (name: string) => elements(xml, name).next().value?.content ?? '';
  const bold = [...elements(section('fonts'), 'font')].map(({ content }) =>
    /<(?:\w+:)?b(?:\s*\/?>|\s+val="(?:1|true)")/.test(content),
  );
  return [...elements(section('cellXfs'), 'xf')].map(({ start }) => {
    const id = Number(value(start, 'numFmtId') ?? 0);
    const format = own.get(id) ?? builtIn[id] ?? (eastern.test(String(id)) ? 'yyyy-mm-dd' : 'General');
    return { format, isDate: isDateFormat(format), bold: bold[Number(value(start, 'fontId') ?? 0)] ?? false };
  });
}

/** A number as its cell shows it; dates as ISO 8601 has them, as far as the format shows them. */
export function shownNumber(number: number, { format, isDate }: CellStyle, since1904: boolean): string {
  return isDate ? dateText(number, format, since1904) : numberText(number, format);
}

const day = 86_400_000;

function dateText(serial: number, format: string, since1904: boolean): string {
  // Day 60 of Excel's calendar, 29 February 1900, never was.
  const days = since1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const time = Math.round(days * 86_400) * 1000 - 25_569 * day;
  const date = new Date(time);
  if (Number.isNaN(date.getTime()) || days < 0) return numberText(serial);
  const iso = date.toISOString();
  const shown = format.replace(/"[^"]*"|\[\$[^\]]*\]|\\./g, '').toLowerCase();
  const clock = /[hs]/.test(shown) ? iso.slice(11, /s/.test(shown) ? 19 : 16) : '';
  if (/\[h+\]/.test(shown)) {
    const minutes = Math.round(serial * 1440);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  }
  const hasDate = /[yd年月日]/.test(shown) || (/m/.test(shown) && clock === '');
  if (!hasDate || serial < 1) return clock || iso.slice(0, 10);
  const hasDay = /[d日]/.test(shown);
  const whole = hasDay || clock ? iso.slice(0, 10) : /[m月]/.test(shown) ? iso.slice(0, 7) : iso.slice(0, 4);
  return clock && clock.replace(/[0:]/g, '') !== '' ? `${whole} ${clock}` : whole;
}
