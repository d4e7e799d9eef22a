import {
  projectStores,
  withDatabase,
  type HoneSchema,
  type Keyed,
  type OfProject,
  type ProjectStoreName,
} from './database';

/** Records of one project, read and written with the type `T` of the room that owns them. */
export interface ProjectCollection<T extends OfProject> {
  get(projectId: string, id: string): Promise<T | undefined>;
  /** In the order of their ids. */
  all(projectId: string): Promise<T[]>;
  ids(projectId: string): Promise<string[]>;
  /** All or none. */
  put(...records: T[]): Promise<void>;
  remove(projectId: string, ids: string[]): Promise<void>;
}

export function projectCollection<T extends HoneSchema[ProjectStoreName]['value']>(
  name: ProjectStoreName,
): ProjectCollection<T> {
  return {
    get: (projectId, id) =>
      withDatabase(async (db) => (await db.get(name, [projectId, id])) as T | undefined),
    all: (projectId) =>
      withDatabase(async (db) => (await db.getAllFromIndex(name, 'projectId', projectId)) as T[]),
    ids: (projectId) =>
      withDatabase(async (db) => {
        const keys = await db.getAllKeysFromIndex(name, 'projectId', projectId);
        return keys.map(([, id]) => id);
      }),
    put: (...records) =>
      withDatabase(async (db) => {
        const transaction = db.transaction(name, 'readwrite');
        const written = records.map((record) =>
          transaction.store.put(record as HoneSchema[typeof name]['value']),
        );
        await Promise.all([...written, transaction.done]);
      }),
    remove: (projectId, ids) =>
      withDatabase(async (db) => {
        const transaction = db.transaction(name, 'readwrite');
        const removed = ids.map((id) => transaction.store.delete([projectId, id]));
        await Promise.all([...removed, transaction.done]);
      }),
  };
}

/** Records with a key of their own ('projects', 'runs', 'checkpoints'). */
export interface Collection<T extends Keyed> {
  get(id: string): Promise<T | undefined>;
  all(): Promise<T[]>;
  put(record: T): Promise<void>;
  remove(id: string): Promise<void>;
}

export function collection<T extends Keyed>(name: 'projects' | 'runs'): Collection<T> {
  return {
    get: (id) => withDatabase(async (db) => (await db.get(name, id)) as T | undefined),
    all: () => withDatabase(async (db) => (await db.getAll(name)) as T[]),
    put: (record) => withDatabase(async (db) => void (await db.put(name, record))),
    remove: (id) => withDatabase((db) => db.delete(name, id)),
  };
}

/** Deletes a project's record and everything kept under its id (training runs have their own ids: see training/checkpoints). */
export function removeProject(projectId: string): Promise<void> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(['projects', ...projectStores], 'readwrite');
    const within = IDBKeyRange.bound([projectId], [projectId, []]);
    await Promise.all([
      transaction.objectStore('projects').delete(projectId),
      ...projectStores.map((name) => transaction.objectStore(name).delete(within)),
      transaction.done,
    ]);
  });
}
