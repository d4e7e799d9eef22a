import { expect, test } from 'vitest';
import type { Draft } from '../../../src/documents/element';
import { giveDepths } from '../../../src/documents/layout/list-depth';

const placed = (type: Draft['type'], x0: number, level?: number) => ({
  draft: { type, text: 'x', page: 1, ...(level !== undefined && { level }) } as Draft,
  ...{ x0, size: 10, marker: true },
});

const depths = (items: ReturnType<typeof placed>[]) => {
  giveDepths(items);
  return items.map(({ draft }) => draft.level);
};

test('items that are set in are below the one they follow, over paragraphs between them', () => {
  const items = [60, 78, 79, 96, 78, 60].map((x0) => placed('ListItem', x0));
  items.splice(3, 0, placed('NarrativeText', 60));
  expect(depths(items)).toEqual([1, 2, 2, undefined, 3, 2, 1]);
});

test('a flat list, the next column and what the file says stay as they are', () => {
  expect(depths([placed('ListItem', 60), placed('ListItem', 62)])).toEqual([undefined, undefined]);
  expect(depths([placed('ListItem', 60), placed('ListItem', 320)])).toEqual([undefined, undefined]);
  expect(depths([placed('ListItem', 60), placed('Title', 60), placed('ListItem', 78)])).toEqual(
    Array(3).fill(undefined),
  );
  expect(depths([placed('ListItem', 60, 1), placed('ListItem', 78, 2), placed('ListItem', 96, 2)])).toEqual([
    ...[1, 2, 2],
  ]);
});

test('a list in a list that the file tags as one of its own is below it', () => {
  expect(depths([60, 78, 78, 60].map((x0) => placed('ListItem', x0, 1)))).toEqual([1, 2, 2, 1]);
});
