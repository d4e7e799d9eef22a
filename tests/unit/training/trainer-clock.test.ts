import { expect, test } from 'vitest';
import { TrainerClock } from '../../../src/training/trainer-clock';

test('a checkpoint is due after a minute of steps, however few they are', () => {
  const clock = new TrainerClock();
  clock.step(45);
  expect(clock.checkpointDue()).toBe(false);
  clock.step(45);
  expect(clock.checkpointDue()).toBe(true);
  clock.checkpointed(1);
  expect(clock.checkpointDue()).toBe(false);
});

test('where keeping takes long it is done more rarely', () => {
  const clock = new TrainerClock();
  clock.checkpointed(10);
  clock.step(190);
  expect(clock.checkpointDue()).toBe(false);
  clock.step(10);
  expect(clock.checkpointDue()).toBe(true);
});

test('the time left follows the last steps and the evaluations to come', () => {
  const clock = new TrainerClock();
  for (let step = 0; step < 100; step++) clock.step(step < 80 ? 9 : 2);
  clock.evaluated(5);
  expect(clock.secondsLeft(10, 2)).toBe(30);
});
