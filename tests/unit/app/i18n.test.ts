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

test('quantities are written as a person says them', () => {
  expect(quantities.signed('en', -0.0153)).toBe('−0.015');
  expect(quantities.signed('en', 0.0214)).toBe('+0.021');
  expect(quantities.signed('en', 0)).toBe('0.000');
  expect(quantities.duration('en', 40)).toBe('40 secs');
  expect(quantities.duration('en', 3599)).toBe('1 hr');
  expect(quantities.duration('en', 4800)).toBe('1 hr 20 mins');
  expect(quantities.bytes('en', 96_000)).toBe('96 kB');
  expect(quantities.bytes('en', 10_700_000_000)).toBe('10.7 GB');
  expect(quantities.compact('zh', 22_700_000)).toBe('2270万');
});
