import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashFile } from '../../../src/project/hash';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

test('a file has its id by its bytes; a long one, never in memory whole, by those of its portions', async () => {
  const short = new TextEncoder().encode('The kiln is hot.');
  expect(await hashFile(new Blob([short]))).toBe(sha256(short).toString('hex').slice(0, 32));
  const long = new Uint8Array(16_000_002).fill(7);
  const portions = [long.subarray(0, 16_000_000), long.subarray(16_000_000)].map(sha256);
  const id = await hashFile(new Blob([long]));
  expect(id).toBe(sha256(Buffer.concat(portions)).toString('hex').slice(0, 32));
  long[16_000_001] = 8;
  expect(await hashFile(new Blob([long]))).not.toBe(id);
});
