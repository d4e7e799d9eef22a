import { withDatabase, type LedgerLine } from './database';

/** A setting of this device ('theme', 'backend', a writer's key); undefined where it was never set. */
export const readSetting = (key: string): Promise<unknown> =>
  withDatabase(async (db) => (await db.get('settings', key))?.value);

export const writeSetting = (key: string, value: unknown): Promise<void> =>
  withDatabase(async (db) => void (await db.put('settings', { key, value })));

/** Adds a line to the list of requests that left the page. */
export const addToLedger = (line: Omit<LedgerLine, 'id'>): Promise<void> =>
  withDatabase(async (db) => void (await db.add('ledger', line)));

/** Oldest first. */
export const readLedger = (): Promise<LedgerLine[]> =>
  withDatabase((db) => db.getAllFromIndex('ledger', 'time'));

export const clearLedger = (): Promise<void> => withDatabase((db) => db.clear('ledger'));
