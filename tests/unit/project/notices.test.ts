import { expect, test } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { Notices } from '../../../src/project/notices.svelte';

test('the same thing said or failing again stands once, as the newest; each undo keeps its own', async () => {
  const notices = new Notices();
  notices.say('document-duplicate', { name: 'a.pdf' });
  notices.fail(new HoneError('storage/quota'));
  notices.say('document-duplicate', { name: 'b.pdf' });
  notices.say('document-duplicate', { name: 'a.pdf' });
  notices.fail(new HoneError('storage/quota'));
  expect(notices.list.map(({ code, parameters }) => [code, parameters['name']])).toEqual([
    ['document-duplicate', 'b.pdf'],
    ['document-duplicate', 'a.pdf'],
    ['storage/quota', undefined],
  ]);
  const undone: number[] = [];
  for (const n of [1, 2]) notices.say('chunk-excluded', {}, async () => void undone.push(n));
  for (const notice of notices.list) await notice.undo?.();
  expect(undone).toEqual([1, 2]);
});
