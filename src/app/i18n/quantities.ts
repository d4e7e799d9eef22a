import type { Language } from '../../project/contract';
import { locales } from './interpolate';

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs ten times what using it does (38 and 4 µs), and a page of figures asks for the same few. */
function format(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(locales[language], options);
  formats.set(key, known);
  return known;
}

export const number = (language: Language, value: number, digits = 0): string =>
  format(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** With its sign, as differences are written: +0.021, −0.008. */
export const signed = (language: Language, value: number, digits = 3): string =>
  format(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'exceptZero',
  })
    .format(value)
    .replace('-', '−');

export const percent = (language: Language, fraction: number): string =>
  format(language, { style: 'percent', maximumFractionDigits: 0 }).format(fraction);

/** Large counts as they are spoken of: 22.7 million; in Chinese by 万 and 亿, thousands as they are: 2270万. */
export const compact = (language: Language, value: number): string =>
  format(language, {
    notation: 'compact',
    compactDisplay: 'long',
    maximumSignificantDigits: 3,
  }).format(value);

/** Small values keep three significant digits: 0.00002 is a learning rate, not 0. */
export const significant = (language: Language, value: number): string =>
  format(language, {
    maximumSignificantDigits: 3,
    notation: value !== 0 && Math.abs(value) < 0.001 ? 'scientific' : 'standard',
  })
    .format(value)
    .replace('E', 'e');

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in units of 1000, as storage is sold and browsers report quotas. */
export function bytes(language: Language, value: number): string {
  // What would round to 1000 of a unit is 1 of the next.
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value * 1.0005) / 3));
  return format(language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(value / 1000 ** power);
}

const unit = (language: Language, value: number, name: 'second' | 'minute' | 'hour'): string =>
  format(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);

/** Seconds as a person says them: 40 secs, 12 mins, 1 hr 20 mins; 1小时20分钟. */
export function duration(language: Language, seconds: number): string {
  if (Math.round(seconds) < 60) return unit(language, Math.max(1, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(language, minutes, 'minute');
  const rest = minutes % 60;
  const hours = unit(language, Math.floor(minutes / 60), 'hour');
  if (rest === 0) return hours;
  return [hours, unit(language, rest, 'minute')].join(language === 'zh' ? '' : ' ');
}

/** Seconds of a short measurement, in milliseconds below one second. */
export const measured = (language: Language, seconds: number): string =>
  seconds < 0.9995
    ? format(language, {
        style: 'unit',
        unit: 'millisecond',
        maximumFractionDigits: seconds < 0.01 ? 1 : 0,
      }).format(seconds * 1000)
    : format(language, {
        style: 'unit',
        unit: 'second',
        maximumFractionDigits: 1,
      }).format(seconds);

export const dateTime = (language: Language, milliseconds: number): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeStyle: 'short' }).format(
    milliseconds,
  );
