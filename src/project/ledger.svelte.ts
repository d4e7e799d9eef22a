import { addToLedger, clearLedger, readLedger } from '../storage/settings';
import type { LedgerEntry } from './contract';
import { purposeOf } from './network';

/** Every request that left the page, newest first. */
export class Ledger {
  #entries = $state.raw<readonly LedgerEntry[]>([]);

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Workers add their downloads themselves: this reads them too. */
  async load(): Promise<void> {
    const lines = await readLedger();
    this.#entries = lines.map(({ time, url, bytes, purpose }) => ({ time, url, bytes, purpose })).reverse();
  }

  async add(url: string, bytes: number): Promise<void> {
    const entry: LedgerEntry = { time: Date.now(), url, bytes, purpose: purposeOf(url) };
    await addToLedger(entry);
    this.#entries = [entry, ...this.#entries];
  }

  async clear(): Promise<void> {
    await clearLedger();
    this.#entries = [];
  }
}
