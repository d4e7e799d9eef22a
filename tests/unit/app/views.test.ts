import { describe, expect, test } from 'vitest';
import { extent, thin, ticks } from '../../../src/app/components/chart-scale';
import { fileName } from '../../../src/app/components/save-blob';
import { place, rowsOf } from '../../../src/app/documents/page-box';
import { isThisMachine } from '../../../src/app/pairs/endpoint-presets';
import { everything, filtered } from '../../../src/app/pairs/example-filter';
import { presetOf, promptPresets } from '../../../src/app/train/prompt-presets';
import { link, parseHash } from '../../../src/app/router.svelte';
import type { Example } from '../../../src/pairs/types';

const example = (id: string, change: Partial<Example>): Example => ({
  id,
  anchor: 'How hot is the kiln?',
  positive: 'Working heat is 1222 °C.',
  source: 'person',
  status: 'accepted',
  split: 'train',
  createdAt: 0,
  ...change,
});

describe('addresses', () => {
  test('what link writes, parseHash reads', () => {
    expect(parseHash(link('documents', 'a/b 漢', 'chunk', 'c%'))).toEqual({
      page: 'documents',
      parts: ['a/b 漢', 'chunk', 'c%'],
    });
  });

  test('an unknown or broken address is the first step', () => {
    expect(parseHash('#/nowhere/else')).toEqual({ page: 'documents', parts: [] });
    expect(parseHash('')).toEqual({ page: 'documents', parts: [] });
    expect(parseHash('#/pairs/100%')).toEqual({ page: 'pairs', parts: ['100%'] });
  });
});

describe('charts', () => {
  test('ticks are round and inside', () => {
    expect(ticks(0, 1, 4)).toEqual([0, 0.5, 1]);
    expect(ticks(0.71, 0.86, 4)).toEqual([0.75, 0.8, 0.85]);
    expect(ticks(3, 3, 4)).toEqual([3]);
  });

  test('a flat line is in the middle', () => {
    expect(extent([0, 0], 0.08, 0)).toEqual([0, 0.5]);
    expect(extent([-1, 1], 0, 0)).toEqual([-1, 1]);
    const [low, high] = extent([2, 2, 2]);
    expect((low + high) / 2).toBe(2);
    expect(high).toBeGreaterThan(low);
  });

  test('thinning keeps the last step and the mean', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x % 2 }));
    const few = thin(points, 100);
    expect(few).toHaveLength(100);
    expect(few.at(-1)?.x).toBe(999);
    expect(few.every((point) => point.y === 0.5)).toBe(true);
  });
});

test('a box is placed in percent of its page', () => {
  expect(place([100, 50, 300, 150], { width: 400, height: 200 })).toEqual({
    left: 25,
    top: 25,
    width: 50,
    height: 50,
  });
});

test('a table chunk is shown as rows only where every line has as many cells', () => {
  expect(rowsOf('Cone | Heat\n06 | 999')).toEqual([
    ['Cone', 'Heat'],
    ['06', '999'],
  ]);
  expect(rowsOf('Cones\nCone | Heat')).toBeNull();
  expect(rowsOf('plain text')).toBeNull();
});

test('pairs are filtered by words in any case, source, status and split, newest first', () => {
  const examples = [
    example('1', {}),
    example('2', { source: 'rules', split: 'test' }),
    example('3', { status: 'rejected', anchor: 'What bends?' }),
  ];
  expect(filtered(examples, everything).map(({ id }) => id)).toEqual(['3', '2', '1']);
  expect(filtered(examples, { ...everything, text: ' KILN ' }).map(({ id }) => id)).toEqual(['2', '1']);
  expect(filtered(examples, { ...everything, source: 'rules' }).map(({ id }) => id)).toEqual(['2']);
  expect(filtered(examples, { ...everything, status: 'rejected' }).map(({ id }) => id)).toEqual(['3']);
  expect(filtered(examples, { ...everything, split: 'test' }).map(({ id }) => id)).toEqual(['2']);
});

test('only this machine counts as this machine', () => {
  expect(isThisMachine('http://localhost:11434')).toBe(true);
  expect(isThisMachine('http://127.0.0.1:8080')).toBe(true);
  expect(isThisMachine('http://[::1]:8080')).toBe(true);
  expect(isThisMachine('https://localhost.example.com')).toBe(false);
  expect(isThisMachine('http://192.168.1.4:1234')).toBe(false);
});

test('a project name becomes a file name on any system', () => {
  expect(fileName('a/b: "c" 手册')).toBe('a-b-c-手册');
  expect(fileName('...')).toBe('hone');
});

test('prompts are known by their preset', () => {
  for (const [name, prompts] of Object.entries(promptPresets)) expect(presetOf(prompts)).toBe(name);
  expect(presetOf({ query: 'query: ', document: '' })).toBeNull();
});
