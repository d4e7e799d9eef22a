import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { readCheckpoint, readRun, removeRun } from '../../src/training/checkpoints';
import { Trainer } from '../../src/training/trainer';
import type { TrainJob, TrainProgress } from '../../src/training/types';
import { keepTinyModel, parts, tinyJob } from '../unit/training/tiny-job';

beforeAll(async () => {
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href });
  await keepTinyModel();
});
afterEach(() => vi.restoreAllMocks());

const job = (runId: string): TrainJob => ({
  ...tinyJob(runId, { num_train_epochs: 1, save_steps: 1 }, null),
  runtime: { backend: 'webgpu', threads: 1 },
});

const weights = async (runId: string) =>
  new Uint8Array((await readCheckpoint((await readRun(runId))!.lastCheckpointId))!.record.weights);

/** Every device that is made from here on; the last one is in use. */
function watchDevices(): GPUDevice[] {
  const devices: GPUDevice[] = [];
  const request = GPUAdapter.prototype.requestDevice;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (
    this: GPUAdapter,
    descriptor,
  ) {
    const device = await request.call(this, descriptor);
    devices.push(device);
    return device;
  });
  return devices;
}

/** Calls `act` in the middle of what is being computed: when so many more command buffers have been handed to the GPU. */
function afterSubmissions(count: number, act: () => void): void {
  const submit = GPUQueue.prototype.submit;
  const spy = vi.spyOn(GPUQueue.prototype, 'submit').mockImplementation(function (this: GPUQueue, commands) {
    if (--count === 0) {
      spy.mockRestore();
      act();
    }
    return submit.call(this, commands);
  });
}

test('a device lost in the middle of a step is replaced, said once, and the run ends as one resumed from its checkpoint', async () => {
  const devices = watchDevices();
  const seen: TrainProgress[] = [];
  const result = await new Trainer(parts).train(job('lost'), (progress) => {
    seen.push(progress);
    if (progress.type === 'checkpoint' && progress.step === 2 && devices.length === 1)
      afterSubmissions(3, () => devices.at(-1)!.destroy());
  });
  const starts = seen.filter((progress) => progress.type === 'start');
  expect(starts.map(({ fromStep }) => fromStep)).toEqual([0, 2]);
  expect(seen.filter(({ type }) => type === 'device-lost')).toEqual([{ type: 'device-lost', step: 2 }]);
  expect(devices).toHaveLength(2);
  expect(result).toMatchObject({ step: 3, stopped: false });

  await expect(
    new Trainer(parts).train(job('killed'), (progress) => {
      if (progress.type === 'step' && progress.step === 3) throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  await new Trainer(parts).train(job('killed'), () => undefined);
  expect(await weights('lost')).toEqual(await weights('killed'));
  await Promise.all(['lost', 'killed'].map(removeRun));
});
