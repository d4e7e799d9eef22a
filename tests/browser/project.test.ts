import { afterEach, expect, test } from 'vitest';
import { lockProject, type ProjectLock } from '../../src/project/lock';
import { WorkerSlot } from '../../src/project/workers';

/**
 * A worker that speaks comlink's protocol by hand: answers 'echo', never answers 'hang', dies at 'crash', counts its calls,
 * answers 'echoWhenTold' once it hears 'tell'.
 */
const source = `
  let calls = 0, waiting;
  onmessage = ({ data }) => {
    const [name] = data.path ?? [];
    calls++;
    if (name === 'count') postMessage({ id: data.id, type: 'RAW', value: calls });
    if (name === 'echoWhenTold') waiting = data.id;
    if (name === 'tell') {
      postMessage({ id: data.id, type: 'RAW', value: undefined });
      if (waiting) postMessage({ id: waiting, type: 'RAW', value: 'here' });
    }
    if (name === 'crash') setTimeout(() => { throw new Error('out of memory'); });
    if (name === 'echo') postMessage({ id: data.id, type: 'RAW', value: 'here' });
  };
`;
interface Strange {
  echo(): Promise<string>;
  hang(): Promise<string>;
  crash(): Promise<string>;
  count(): Promise<number>;
  echoWhenTold(): Promise<string>;
  tell(): Promise<void>;
}
const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
const slot = (silence: number) => new WorkerSlot<Strange>('strange', () => new Worker(address), silence);

test('a worker that dies fails its call with the reason, and the next call has a new one', async () => {
  const worker = slot(60);
  await expect(worker.call((remote) => remote.echo())).resolves.toBe('here');
  const generation = worker.generation;
  await expect(worker.call((remote) => remote.crash())).rejects.toMatchObject({
    code: 'worker/lost',
    parameters: { worker: 'strange', reason: expect.stringContaining('out of memory') },
  });
  await expect(worker.call((remote) => remote.echo())).resolves.toBe('here');
  expect(worker.generation).toBe(generation + 1);
  worker.end();
});

test('a worker that is silent too long counts as hung and is replaced', async () => {
  const worker = slot(0.2);
  await expect(worker.call((remote) => remote.hang())).rejects.toMatchObject({
    code: 'worker/lost',
    parameters: { reason: 'silent' },
  });
  await expect(worker.call((remote) => remote.echo())).resolves.toBe('here');
  worker.end();
});

test('a renewed worker finishes what it was at, still hears, and the next call has a new one', async () => {
  const worker = slot(60);
  const first = worker.call((remote) => remote.echoWhenTold());
  const { generation } = worker;
  worker.renew();
  expect(worker.generation).toBe(generation + 1);
  await expect(worker.call((remote) => remote.count())).resolves.toBe(1);
  worker.tell((remote) => remote.tell());
  await expect(first).resolves.toBe('here');
  await expect(worker.call((remote) => remote.count())).resolves.toBe(3);
  worker.end();
});

test('ending a worker cancels what it was at', async () => {
  const worker = slot(60);
  const call = worker.call((remote) => remote.hang());
  worker.end();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
});

const locks: ProjectLock[] = [];
afterEach(() => locks.splice(0).forEach((lock) => lock.release()));

test('one tab holds a project; the second waits and has it as soon as the first lets go', async () => {
  const first: boolean[] = [];
  const second: boolean[] = [];
  const other: boolean[] = [];
  const holding = lockProject('p', (held) => first.push(held));
  await expect.poll(() => first).toEqual([true]);
  locks.push(lockProject('p', (held) => second.push(held)));
  locks.push(lockProject('q', (held) => other.push(held)));
  await expect.poll(() => second).toEqual([false]);
  await expect.poll(() => other).toEqual([true]);
  holding.release();
  await expect.poll(() => second).toEqual([false, true]);
});

test('a tab that closes while waiting gives up its place', async () => {
  const first: boolean[] = [];
  const third: boolean[] = [];
  const holding = lockProject('r', (held) => first.push(held));
  await expect.poll(() => first).toEqual([true]);
  const waiting: boolean[] = [];
  const waiter = lockProject('r', (held) => waiting.push(held));
  await expect.poll(() => waiting).toEqual([false]);
  waiter.release();
  holding.release();
  locks.push(lockProject('r', (held) => third.push(held)));
  await expect.poll(() => third.at(-1)).toBe(true);
  expect(waiting).toEqual([false]);
});
