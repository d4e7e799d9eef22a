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
  /** All of them, some at a time, so that they are never in memory twice. */
  each(projectId: string): AsyncGenerator<T>;
  ids(projectId: string): Promise<string[]>;
  /** All or none. */
  put(...records: T[]): Promise<void>;
  remove(projectId: string, ids: string[]): Promise<void>;
  /** Those whose ids begin with `folder` and a slash; `but`: not those in this folder of it. */
  removeWithin(projectId: string, folder: string, but?: string): Promise<void>;
}

const atOnce = 20;

export function projectCollection<T extends HoneSchema[ProjectStoreName]['value']>(
  name: ProjectStoreName,
): ProjectCollection<T> {
  return {
    get: (projectId, id) =>
      withDatabase(async (db) => (await db.get(name, [projectId, id])) as T | undefined),
    all: (projectId) =>
      withDatabase(async (db) => (await db.getAllFromIndex(name, 'projectId', projectId)) as T[]),
    async *each(projectId) {
      for (let last: string | null = null; ;) {
        const from: string[] = last === null ? [projectId] : [projectId, last];
        const range = IDBKeyRange.bound(from, [projectId, []], true);
        const some = (await withDatabase((db) => db.getAll(name, range, atOnce))) as T[];
        yield* some;
        if (some.length < atOnce) return;
        last = some.at(-1)!.id;
      }
    },
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
    removeWithin: (projectId, folder, but) =>
      withDatabase(async (db) => {
        const between = (from: string, to: string) =>
          db.delete(name, IDBKeyRange.bound([projectId, from], [projectId, to], false, true));
        // '0' comes after '/'.
        if (but === undefined) return between(`${folder}/`, `${folder}0`);
        await between(`${folder}/`, `${folder}/${but}/`);
        await between(`${folder}/${but}0`, `${folder}0`);
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
