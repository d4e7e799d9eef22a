import { database } from '../../../src/storage/database';
import { readCheckpoint, readRun } from '../../../src/training/checkpoints';
import { Trainer, type TrainerParts } from '../../../src/training/trainer';
import type { TrainJob, TrainProgress, TrainResult } from '../../../src/training/types';
import { parts } from './tiny-job';

/** Trains, and with `killAfter` falls over in the midst of the first event it holds for. */
export async function train(
  job: TrainJob,
  killAfter: (progress: TrainProgress) => boolean = () => false,
  withParts: TrainerParts = parts,
) {
  const seen: TrainProgress[] = [];
  const trainer = new Trainer(withParts);
  const result = await trainer
    .train(job, (progress) => {
      seen.push(progress);
      if (killAfter(progress)) throw new Error('killed');
    })
    .catch((error: unknown) => error as Error);
  return { seen, result };
}
export const finished = (result: TrainResult | Error): TrainResult => {
  if (result instanceof Error) throw result;
  return result;
};
export const lastWeights = async (runId: string): Promise<Uint8Array> => {
  const run = (await readRun(runId))!;
  return new Uint8Array((await readCheckpoint(run.lastCheckpointId))!.record.weights);
};
export const checkpointIds = async (runId: string) =>
  (await database()).getAllKeysFromIndex('checkpoints', 'runId', runId);
