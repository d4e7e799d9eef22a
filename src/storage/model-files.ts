import { withDatabase } from './database';

/**
 * Keeps a model's folder under `modelId`, replacing what was there; all files or none.
 * Throws HoneError 'storage/quota'.
 */
export function keepModelFiles(modelId: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  return withDatabase(async (db) => {
    const transaction = db.transaction('models', 'readwrite');
    const cleared = transaction.store.delete(IDBKeyRange.bound([modelId], [modelId, []]));
    const written = [...files].map(([path, data]) =>
      transaction.store.put({ modelId, path, bytes: ownBuffer(data) }),
    );
    await Promise.all([cleared, ...written, transaction.done]);
  });
}

/** Path -> bytes; null where nothing is kept under `modelId`. */
export function readModelFiles(modelId: string): Promise<Map<string, Uint8Array> | null> {
  return withDatabase(async (db) => {
    const records = await db.getAllFromIndex('models', 'modelId', modelId);
    if (records.length === 0) return null;
    return new Map(records.map(({ path, bytes }) => [path, new Uint8Array(bytes)]));
  });
}

/** The ids of all kept models. */
export function keptModels(): Promise<string[]> {
  return withDatabase(async (db) => {
    const keys = await db.getAllKeys('models');
    return [...new Set(keys.map(([modelId]) => modelId))];
  });
}

/** Keeps one file more under `modelId`. Throws HoneError 'storage/quota'. */
export async function addModelFile(modelId: string, path: string, data: Uint8Array): Promise<void> {
  await withDatabase((db) => db.put('models', { modelId, path, bytes: ownBuffer(data) }));
}

/** All that is kept under `modelId`, or the files of these paths. */
export function removeModelFiles(modelId: string, paths?: readonly string[]): Promise<void> {
  return withDatabase(async (db) => {
    if (!paths) return db.delete('models', IDBKeyRange.bound([modelId], [modelId, []]));
    for (const path of paths) await db.delete('models', [modelId, path]);
  });
}

/** The view's bytes alone: a view into a larger buffer would store the whole of it. */
function ownBuffer(data: Uint8Array): ArrayBuffer {
  const whole = data.byteOffset === 0 && data.byteLength === data.buffer.byteLength;
  return whole && data.buffer instanceof ArrayBuffer ? data.buffer : new Uint8Array(data).buffer;
}
