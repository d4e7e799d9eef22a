import { describe, expect, test } from 'vitest';
import { readChapters, readSections, volumes } from '../../../scripts/sample/sources.mjs';

const english = readSections().filter(({ volume }) => volume !== 'zh');
const chinese = readSections().filter(({ volume }) => volume === 'zh');
const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}.,'’-]*/gu)?.length ?? 0;

describe('the handbook’s text', () => {
  test('is long enough to train on', () => {
    const words = english.reduce((sum, { text }) => sum + wordsIn(text), 0);
    expect(words).toBeGreaterThan(22_000);
    expect(english.length).toBeGreaterThan(170);
    expect(chinese.length).toBeGreaterThanOrEqual(15);
  });

  test('stands in sections that each make about one chunk', () => {
    const sizes = english.map(({ text }) => wordsIn(text));
    expect(Math.min(...sizes)).toBeGreaterThan(60);
    expect(Math.max(...sizes)).toBeLessThan(220);
  });

  test('repeats no sentence, so that it is prose and not a pattern filled in', () => {
    const sentences = english
      .flatMap(({ text }) => text.split(/(?<=[.?!])\s+/))
      .map((sentence) => sentence.replace(/\s+/g, ' ').trim().toLowerCase())
      .filter((sentence) => wordsIn(sentence) >= 5);
    expect(new Set(sentences).size).toBe(sentences.length);
    const openings = sentences.map((sentence) => sentence.split(' ').slice(0, 5).join(' '));
    const repeated = openings.length - new Set(openings).size;
    expect(repeated / openings.length).toBeLessThan(0.03);
  });

  test('has ruled and aligned tables, two-column chapters and one scanned sheet', () => {
    const chapters = volumes.flatMap(({ id }) => readChapters(id));
    const layouts = chapters.map(({ layout }) => layout);
    expect(layouts.filter((layout) => layout === 'two-column').length).toBeGreaterThan(1);
    expect(layouts.filter((layout) => layout === 'scanned')).toHaveLength(1);
    const text = chapters.map(({ markdown }) => markdown).join('\n');
    for (const kind of ['ruled', 'aligned'])
      expect(text.split(`<!-- table: ${kind} -->`).length - 1).toBeGreaterThan(1);
  });

  test('has headings that name one section in a volume', () => {
    const names = [...english, ...chinese].map(({ volume, heading }) => `${volume} ${heading}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
