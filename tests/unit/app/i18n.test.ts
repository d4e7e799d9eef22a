import { describe, expect, test } from 'vitest';
import { interpolate } from '../../../src/app/i18n/interpolate';
import { messages, translate, type MessageKey } from '../../../src/app/i18n/messages';
import * as quantities from '../../../src/app/i18n/quantities';

const keys = Object.entries(messages.en).flatMap(([room, texts]) =>
  Object.keys(texts).map((key) => `${room}.${key}` as MessageKey),
);
const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)[|}]/g)].map((match) => match[1]));

describe('messages', () => {
  test('are the same keys in both languages', () => {
    const rooms = Object.keys(messages.en) as (keyof typeof messages.en)[];
    expect(Object.keys(messages.zh).sort()).toEqual([...rooms].sort());
    for (const room of rooms)
      expect(Object.keys(messages.zh[room]).sort()).toEqual(Object.keys(messages.en[room]).sort());
  });

  test('say something in each language, and Chinese names only parameters that English names', () => {
    for (const key of keys) {
      const [room = '', ...rest] = key.split('.');
      const text = (language: 'en' | 'zh') =>
        (messages[language] as Record<string, Record<string, string>>)[room]?.[rest.join('.')] ?? '';
      expect(text('en').trim(), key).not.toBe('');
      expect(text('zh').trim(), key).not.toBe('');
      for (const name of placeholders(text('zh'))) expect(placeholders(text('en')), key).toContain(name);
    }
  });
});

describe('interpolate', () => {
  test('fills numbers as the language writes them and agrees with them', () => {
    expect(interpolate('en', '{n} {n|pair|pairs}', { n: 1 })).toBe('1 pair');
    expect(interpolate('en', '{n} {n|pair|pairs}', { n: 1600 })).toBe('1,600 pairs');
    expect(interpolate('en', '{n} {n|pair|pairs}', { n: 0 })).toBe('0 pairs');
  });

  test('a missing parameter leaves an ellipsis, never a brace', () => {
    expect(interpolate('en', '{file} has no text in it.', {})).toBe('… has no text in it.');
  });

  test('a parameter is never read as a template', () => {
    expect(interpolate('en', '{file}: {n}', { file: '{n}', n: 3 })).toBe('{n}: 3');
  });
});

test('errors are sentences in both languages', () => {
  expect(translate('en', 'errors.pdf/encrypted', { file: 'report.pdf' })).toContain('report.pdf');
  expect(translate('zh', 'errors.pdf/encrypted', { file: 'report.pdf' })).toContain('密码');
});

describe('quantities', () => {
  test('differences carry their sign, and zero none', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(quantities.signed(language, -0.0153)).toBe('−0.015');
      expect(quantities.signed(language, 0.0214)).toBe('+0.021');
      expect(quantities.signed(language, -0.0001)).toBe('0.000');
    }
  });

  test('large counts are spoken of in thousands and millions, in Chinese by 万 and 亿', () => {
    const spoken: [number, string, string][] = [
      [0, '0', '0'],
      [999, '999', '999'],
      [1000, '1 thousand', '1000'],
      [9870, '9.87 thousand', '9870'],
      [12_345, '12.3 thousand', '1.23万'],
      [1_234_567, '1.23 million', '123万'],
      [22_700_000, '22.7 million', '2270万'],
      [109_482_240, '109 million', '1.09亿'],
      [1_200_000_000, '1.2 billion', '12亿'],
    ];
    for (const [value, en, zh] of spoken) {
      expect(quantities.compact('en', value)).toBe(en);
      expect(quantities.compact('zh', value)).toBe(zh);
    }
  });

  test('times are said in the largest unit that fits', () => {
    const said: [number, string, string][] = [
      [0.2, '1 sec', '1秒'],
      [40, '40 secs', '40秒'],
      [59.7, '1 min', '1分钟'],
      [754, '13 mins', '13分钟'],
      [3599, '1 hr', '1小时'],
      [4800, '1 hr 20 mins', '1小时20分钟'],
    ];
    for (const [seconds, en, zh] of said) {
      expect(quantities.duration('en', seconds)).toBe(en);
      expect(quantities.duration('zh', seconds)).toBe(zh);
    }
    expect(quantities.measured('en', 0.0042)).toBe('4.2 ms');
    expect(quantities.measured('en', 0.9996)).toBe('1 sec');
    expect(quantities.measured('zh', 0.12)).toBe('120毫秒');
    expect(quantities.measured('zh', 2.34)).toBe('2.3秒');
  });

  test('bytes are in units of 1000 and never a thousand of one', () => {
    expect(quantities.bytes('en', 0)).toBe('0 bytes');
    expect(quantities.bytes('zh', 512)).toBe('512字节');
    for (const language of ['en', 'zh'] as const) {
      expect(quantities.bytes(language, 96_000)).toBe('96 kB');
      expect(quantities.bytes(language, 999_900)).toBe('1 MB');
      expect(quantities.bytes(language, 10_700_000_000)).toBe('10.7 GB');
    }
  });

  test('shares, plain numbers and small values', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(quantities.percent(language, 0.5)).toBe('50%');
      expect(quantities.number(language, 12_345)).toBe('12,345');
      expect(quantities.number(language, 0.5, 3)).toBe('0.500');
      expect(quantities.significant(language, 0.00002)).toBe('2e-5');
      expect(quantities.significant(language, 0.31234)).toBe('0.312');
      expect(quantities.significant(language, 0)).toBe('0');
    }
  });
});
