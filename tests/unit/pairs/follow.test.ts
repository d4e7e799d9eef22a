import { expect, test } from 'vitest';
import { followChunks } from '../../../src/pairs/follow';
import { chunk } from './chunks';
import { example } from './examples';

const pump = 'The pump starts when the coil current exceeds forty milliamperes.';
const filter = 'Filters are rinsed every six weeks with demineralised water.';
const of = (id: string, text: string, ...elementIds: string[]) => ({ ...chunk(id, text), elementIds });

test('a whole passage takes the titles that its chunk was given, and gives them back', () => {
  const plain = [of('a', pump, 'e1')];
  const titled = [{ ...of('a', `Handbook › Pumps\n\n${pump}`, 'e1'), context: 'Handbook › Pumps' }];
  const pair = example({ anchor: 'When does it start?', positive: pump, chunkId: 'a' });
  const [followed] = followChunks([pair], plain, titled);
  expect(followed).toEqual({ ...pair, positive: `Handbook › Pumps\n\n${pump}` });
  expect(followChunks([followed!], titled, plain)).toEqual([pair]);
  const otherwise = [of('b', `${pump}\n\n${filter}`, 'e1', 'e2')];
  expect(followChunks([followed!], titled, otherwise)).toEqual([
    { ...pair, chunkId: 'b', documentId: 'manual' },
  ]);
});

test('a passage that is not the whole chunk, or was changed by a person, stays as it is', () => {
  const pair = example({ anchor: 'When?', positive: 'The pump starts.', chunkId: 'a' });
  const [followed] = followChunks([pair], [of('a', pump, 'e1')], [of('a', `Pumps\n\n${pump}`, 'e1')]);
  expect(followed).toBe(pair);
});

test('where a chunk is cut otherwise, the pair goes to the one that holds most of its passage and keeps its text', () => {
  const before = [of('whole', `${pump}\n\n${filter}`, 'e1', 'e2')];
  const after = [of('first', pump, 'e1'), of('second', filter, 'e2')];
  const about = (positive: string) => example({ anchor: positive, positive, chunkId: 'whole' });
  const pairs = followChunks([about(pump), about(filter)], before, after);
  expect(pairs.map(({ chunkId, positive }) => [chunkId, positive])).toEqual([
    ['first', pump],
    ['second', filter],
  ]);
});

test('a passage that is in no chunk by at least half keeps its chunk, which is gone', () => {
  const pair = example({ anchor: 'When?', positive: pump, chunkId: 'a' });
  const [followed] = followChunks([pair], [of('a', pump, 'e1')], [of('b', 'The pump is green.', 'e1')]);
  expect(followed).toBe(pair);
});

test('a chunk of another element is none of its places, however alike', () => {
  const pair = example({ anchor: 'When?', positive: pump, chunkId: 'a' });
  expect(followChunks([pair], [of('a', pump, 'e1')], [of('b', pump, 'e9')])[0]).toBe(pair);
});

test('Chinese passages are followed too, short ones included', () => {
  const text = '第三章规定，水泵在线圈电流超过四十毫安时启动。';
  const pair = example({ anchor: '何时启动？', positive: text, chunkId: 'a' });
  const after = [of('b', `${text}\n\n滤芯每六周清洗一次。`, 'e1', 'e2'), of('c', '启动。', 'e1')];
  expect(followChunks([pair], [of('a', text, 'e1')], after)[0]!.chunkId).toBe('b');
});
