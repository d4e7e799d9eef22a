import { expect, test } from 'vitest';
import { stages } from '../../../workers/stages';

test('stages make one progress that ends at the whole and never goes back', () => {
  const seen: string[] = [];
  const [embed, skipped, rank] = stages(
    ({ done, total, note }) => seen.push(`${done}/${total} ${note ?? ''}`.trim()),
    [3, 0, 1],
  );
  embed!({ done: 1, total: 2, note: 'a' });
  embed!({ done: 1, total: 4 });
  embed!({ done: 4, total: 4 });
  skipped!({ done: 0, total: 0 });
  rank!({ done: 9, total: 6 });
  expect(seen).toEqual(['1.5/4 a', '1.5/4', '3/4', '3/4', '4/4']);
});
