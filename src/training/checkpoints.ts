import { HoneError } from '../errors/hone-error';
import { readSafetensors, writeSafetensors } from '../models/safetensors';
import type { Weights } from '../models/types';
import { withDatabase, type Keyed, type StoredCheckpoint } from '../storage/database';
import type { LossScaleState } from './loss-scale';
import type { SamplerState } from './sampler';
import type { OptimizerState } from './step-types';
import type { DevLog, MixLog, StepLog } from './types';

/** A run's weights after `step` optimizer steps, with all that the next step depends on. */
export interface CheckpointRecord extends StoredCheckpoint {
  step: number;
  /** AdamW's own count. */
  optimizerStep: number;
  /** In mixed precision. */
  lossScale?: LossScaleState;
  /** Where the next batch is drawn. */
  sampler: SamplerState;
  createdAt: number;
}

/** A run as it stood at its last checkpoint. */
export interface RunRecord extends Keyed {
  /** SHA-256 of the job's inputs: only the very same job goes on. */
  fingerprint: string;
  totalSteps: number;
  lastCheckpointId: string;
  /** null until a dev evaluation has picked one. */
  best: { checkpointId: string; ndcg: number } | null;
  steps: StepLog[];
  dev: DevLog[];
  /** Measured once the run has ended at `lastCheckpointId`. */
  mixes?: MixLog[];
  /** Spent training, over all sittings. */
  seconds: number;
}

export interface Checkpoint {
  weights: Weights;
  optimizer: OptimizerState;
  record: CheckpointRecord;
}

export const checkpointId = (runId: string, step: number): string => `${runId}@${step}`;

export const readRun = (runId: string): Promise<RunRecord | undefined> =>
  withDatabase(async (db) => (await db.get('runs', runId)) as RunRecord | undefined);

/** null where it is gone, or kept only for its weights. Throws HoneError 'model/corrupt' for a broken record. */
export async function readCheckpoint(id: string): Promise<Checkpoint | null> {
  const record = await withDatabase(
    async (db) => (await db.get('checkpoints', id)) as CheckpointRecord | undefined,
  );
  if (!record || record.optimizer.byteLength === 0) return null;
  const weights = readSafetensors(new Uint8Array(record.weights), id);
  const moments = readSafetensors(new Uint8Array(record.optimizer), id);
  const moment = (prefix: string): Weights =>
    new Map(
      [...moments]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  const optimizer = {
    m: moment('m.'),
    v: moment('v.'),
    step: record.optimizerStep,
    ...(record.lossScale && { lossScale: record.lossScale }),
  };
  return { weights, optimizer, record };
}

/** The weights of a checkpoint that is kept, if only for them. Throws HoneError 'model/not-found'. */
export async function readCheckpointWeights(id: string): Promise<Weights> {
  const record = await withDatabase((db) => db.get('checkpoints', id));
  if (!record) throw new HoneError('model/not-found', { model: id });
  return readSafetensors(new Uint8Array(record.weights), id);
}

export const keepRun = (run: RunRecord): Promise<unknown> => withDatabase((db) => db.put('runs', run));

/** The record of a checkpoint, ready to be kept. */
export function checkpointRecord(
  runId: string,
  step: number,
  sampler: SamplerState,
  weights: Weights,
  optimizer: OptimizerState,
): CheckpointRecord {
  const moments: Weights = new Map([
    ...[...optimizer.m].map(([name, tensor]) => [`m.${name}`, tensor] as const),
    ...[...optimizer.v].map(([name, tensor]) => [`v.${name}`, tensor] as const),
  ]);
  return {
    id: checkpointId(runId, step),
    runId,
    step,
    sampler,
    weights: writeSafetensors(weights).buffer as ArrayBuffer,
    optimizer: writeSafetensors(moments).buffer as ArrayBuffer,
    optimizerStep: optimizer.step,
    ...(optimizer.lossScale && { lossScale: optimizer.lossScale }),
    createdAt: Date.now(),
  };
}

/**
 * Keeps the checkpoint and the run that names it as its last, and prunes the run's others, all in one transaction: the best
 * stays, without its optimizer state, since training only ever goes on from the last.
 * Throws HoneError 'storage/quota'; the run and its checkpoints are then as before.
 */
export function keepCheckpoint(checkpoint: CheckpointRecord, run: RunRecord): Promise<void> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(['runs', 'checkpoints'], 'readwrite');
    const checkpoints = transaction.objectStore('checkpoints');
    const work = async () => {
      await checkpoints.put(checkpoint);
      await transaction.objectStore('runs').put(run);
      for (const id of await checkpoints.index('runId').getAllKeys(run.id)) {
        if (id === checkpoint.id) continue;
        const best = id === run.best?.checkpointId ? await checkpoints.get(id) : undefined;
        if (!best) await checkpoints.delete(id);
        else if (best.optimizer.byteLength > 0) {
          await checkpoints.put({ ...best, optimizer: new ArrayBuffer(0) });
        }
      }
    };
    const whole = work().catch((error: unknown) => {
      transaction.abort();
      throw error;
    });
    await Promise.all([whole, transaction.done]);
  });
}

/**
 * Keeps the checkpoint as `keepCheckpoint` does, with an eye on the room there is: where it looks too small, and again where
 * the browser refuses, what an earlier sitting left behind of this run goes first, but never its best or its last.
 * Throws HoneError 'storage/quota'.
 */
export async function keepWithinQuota(checkpoint: CheckpointRecord, run: RunRecord): Promise<void> {
  const bytes = checkpoint.weights.byteLength + checkpoint.optimizer.byteLength;
  if (bytes > (await roomLeft())) await pruneCheckpoints(run.id);
  try {
    await keepCheckpoint(checkpoint, run);
  } catch (thrown) {
    const full = thrown instanceof HoneError && thrown.code === 'storage/quota';
    if (!full || (await pruneCheckpoints(run.id)) === 0) throw thrown;
    await keepCheckpoint(checkpoint, run);
  }
}

/** Bytes that the browser says may still be stored. */
async function roomLeft(): Promise<number> {
  // Absent outside secure contexts, and in Node.
  const storage = (globalThis.navigator as { storage?: StorageManager } | undefined)?.storage;
  if (!storage) return Infinity;
  const { usage = 0, quota = Infinity } = await storage.estimate();
  return quota - usage;
}

/** Deletes a run's checkpoints but its best and its last; says how many. */
export function pruneCheckpoints(runId: string): Promise<number> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(['runs', 'checkpoints'], 'readwrite');
    const checkpoints = transaction.objectStore('checkpoints');
    const run = (await transaction.objectStore('runs').get(runId)) as RunRecord | undefined;
    const stay = [run?.lastCheckpointId, run?.best?.checkpointId];
    const old = (await checkpoints.index('runId').getAllKeys(runId)).filter((id) => !stay.includes(id));
    await Promise.all([...old.map((id) => checkpoints.delete(id)), transaction.done]);
    return old.length;
  });
}

/** Deletes a run and its checkpoints. */
export function removeRun(runId: string): Promise<void> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(['runs', 'checkpoints'], 'readwrite');
    const checkpoints = transaction.objectStore('checkpoints');
    const work = async () => {
      await transaction.objectStore('runs').delete(runId);
      for (const id of await checkpoints.index('runId').getAllKeys(runId)) await checkpoints.delete(id);
    };
    await Promise.all([work(), transaction.done]);
  });
}
