import { expect, test } from 'vitest';
import { enginePool, pagesAtOnce } from '../../../src/documents/ocr/engine-pool';
import type { OcrEngine, OcrPage } from '../../../src/documents/ocr/ocr-engine';

const image = (width: number) => ({ width, height: 1, grey: new Uint8Array(width) });

interface Asked {
  engine: number;
  width: number;
  done: (page: OcrPage) => void;
  failed: (error: Error) => void;
}

function make(size: number) {
  const asked: Asked[] = [];
  const closed: number[] = [];
  let started = 0;
  const start = async (): Promise<OcrEngine> => {
    const engine = ++started;
    return {
      recognize: (given) =>
        new Promise((done, failed) => {
          asked.push({ engine, width: 'width' in given ? given.width : 0, done, failed });
        }),
      close: async () => void closed.push(engine),
    };
  };
  return { asked, closed, started: () => started, pool: enginePool(start, size) };
}

const page = (confidence: number): OcrPage => ({ lines: [], confidence });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('two engines read two images at once, and the third when one of them is free', async () => {
  const { asked, started, pool } = make(2);
  const reads = [1, 2, 3].map((width) => pool.recognize(image(width)));
  await settle();
  expect(asked.map(({ engine, width }) => [engine, width])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  asked[1]!.done(page(0.2));
  await settle();
  expect([asked[2]!.engine, asked[2]!.width]).toEqual([2, 3]);
  asked[0]!.done(page(0.1));
  asked[2]!.done(page(0.3));
  expect((await Promise.all(reads)).map(({ confidence }) => confidence)).toEqual([0.1, 0.2, 0.3]);
  expect(started()).toBe(2);
});

test('one image after another needs one engine only', async () => {
  const { asked, started, pool } = make(4);
  for (const at of [0, 1]) {
    const read = pool.recognize(image(1));
    await settle();
    asked[at]!.done(page(0.5));
    await read;
  }
  expect(started()).toBe(1);
});

test('an engine that failed is closed, and the image that waits gets a new one', async () => {
  const { asked, closed, started, pool } = make(1);
  const [first, second] = [pool.recognize(image(1)), pool.recognize(image(2))];
  await settle();
  asked[0]!.failed(new Error('out of memory'));
  await expect(first).rejects.toThrow('out of memory');
  await settle();
  asked[1]!.done(page(0.7));
  expect((await second).confidence).toBe(0.7);
  expect(closed).toEqual([1]);
  expect(started()).toBe(2);
});

test('engines that cannot be started fail each image, not the pool', async () => {
  let tries = 0;
  const pool = enginePool(() => Promise.reject(new Error(`no ${++tries}`)), 1);
  await expect(pool.recognize(image(1))).rejects.toThrow('no 1');
  await expect(pool.recognize(image(1))).rejects.toThrow('no 2');
});

test('closing ends the engines at once, those in the middle of an image too, and what waits fails', async () => {
  const { asked, closed, pool, started } = make(2);
  const free = pool.recognize(image(1));
  await settle();
  asked[0]!.done(page(1));
  await free;
  const reads = [1, 2, 3].map((width) => pool.recognize(image(width)));
  const codes = Promise.all(
    reads.map((read) =>
      read.then(
        () => 'read',
        ({ code }) => code as string,
      ),
    ),
  );
  await settle();
  await pool.close();
  expect(await codes).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect([...closed].sort()).toEqual([1, 2]);
  expect(started()).toBe(2);
  await expect(pool.recognize(image(1))).rejects.toMatchObject({ code: 'cancelled' });
});

test('as many engines as cores, fewer where there is little memory', () => {
  expect(pagesAtOnce(2, 8)).toBe(2);
  expect(pagesAtOnce(8, undefined)).toBe(4);
  expect(pagesAtOnce(8, 1)).toBe(1);
  expect(pagesAtOnce(64, 8)).toBe(8);
});
