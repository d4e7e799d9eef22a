import { expect, test } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { Jobs, type RunningJob } from '../../../src/project/jobs.svelte';
import { TimeLeft } from '../../../src/project/time-left';

test('a fraction never goes back, whatever the work reports', async () => {
  const jobs = new Jobs();
  const seen: number[] = [];
  await jobs.run('extract', 'documents', {}, async (job) => {
    for (const done of [1, 5, 3, 2, 9, 20]) {
      job.progress({ done, total: 10 });
      seen.push(job.fraction);
    }
  });
  expect(seen).toEqual([0.1, 0.5, 0.5, 0.5, 0.9, 1]);
  expect(jobs.list).toEqual([]);
});

test('a failed job stays with its reason until it is cancelled; a cancelled one leaves at once', async () => {
  const jobs = new Jobs();
  const fail = jobs.run('train', 'train', {}, async () => {
    throw new HoneError('training/not-finite', { step: 3 });
  });
  await expect(fail).rejects.toMatchObject({ code: 'training/not-finite' });
  expect(jobs.list).toMatchObject([
    { state: 'failed', error: { code: 'training/not-finite', parameters: { step: 3 } } },
  ]);
  expect(jobs.isRunning('train')).toBe(false);
  jobs.cancel(jobs.list[0]!.id);
  expect(jobs.list).toEqual([]);

  let refuse: (error: Error) => void = () => undefined;
  const controls = { cancel: () => refuse(new HoneError('cancelled')) };
  const running = jobs.run(
    'evaluate',
    'evaluate',
    controls,
    () => new Promise<void>((_, reject) => (refuse = reject)),
  );
  expect(jobs.isRunning('evaluate')).toBe(true);
  jobs.cancel(jobs.list[0]!.id);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(jobs.list).toEqual([]);
});

test('pausing tells the work once, and only where it can', async () => {
  const jobs = new Jobs();
  const told: string[] = [];
  const controls = { pause: () => void told.push('pause'), resume: () => void told.push('resume') };
  let finish: () => void = () => undefined;
  const running = jobs.run('write', 'pairs', controls, () => new Promise<void>((done) => (finish = done)));
  const job = jobs.list[0] as RunningJob;
  expect(job.canPause).toBe(true);
  jobs.resume(job.id);
  jobs.pause(job.id);
  jobs.pause(job.id);
  expect(job.state).toBe('paused');
  jobs.resume(job.id);
  expect(told).toEqual(['pause', 'resume']);
  finish();
  await running;
  await jobs.run('index', 'use', {}, async (other) => {
    expect(other.canPause).toBe(false);
    jobs.pause(other.id);
    expect(other.state).toBe('running');
  });
});

test('the time left of steady work is what is left of it, known only after a few seconds', () => {
  const timeLeft = new TimeLeft(0);
  expect(timeLeft.update(0.01, 1000)).toBeNull();
  for (let second = 2; second <= 25; second++) timeLeft.update(second / 100, second * 1000);
  expect(timeLeft.update(0.26, 26_000)).toBeCloseTo(74, 6);
});

test('a pause is not counted as slow work', () => {
  const timeLeft = new TimeLeft(0);
  for (let second = 1; second <= 10; second++) timeLeft.update(second / 100, second * 1000);
  timeLeft.resume(600_000);
  expect(timeLeft.update(0.11, 601_000)).toBeCloseTo(89, 6);
});

test('what was there already and is passed over at once tells nothing of the speed', () => {
  const timeLeft = new TimeLeft(0);
  for (let i = 1; i <= 47; i++) timeLeft.update(i / 100, i);
  expect(timeLeft.update(0.48, 5_000)).toBeCloseTo(52 * 5, -1);
  expect(timeLeft.update(0.49, 10_000)).toBeCloseTo(51 * 5, -1);
});
