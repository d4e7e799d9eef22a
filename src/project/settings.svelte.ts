import { readSetting, writeSetting } from '../storage/settings';
import type { Settings } from './contract';
import { applyAllowedHosts } from './network';

const key = 'settings';

const firstSettings = (): Settings => ({
  language: typeof navigator !== 'undefined' && navigator.language.startsWith('zh') ? 'zh' : 'en',
  theme: 'system',
  runtime: { backend: 'auto', threads: 0 },
  gemini: { key: '', model: 'gemini-2.5-flash' },
  openai: { endpoint: 'http://localhost:11434/v1', key: '', model: '' },
  questionsPerChunk: 2,
  ocrEngine: 'automatic',
  ocrLanguages: [],
  allowedHosts: [],
});

/** This device's settings, keys included; none of them is part of an export. */
export class DeviceSettings {
  #current = $state.raw<Settings>(firstSettings());
  #changes: Promise<void> = Promise.resolve();

  get current(): Settings {
    return this.#current;
  }

  async load(): Promise<void> {
    const kept = (await readSetting(key)) as Partial<Settings> | undefined;
    this.#current = { ...firstSettings(), ...kept };
  }

  /**
   * One change after the other, so that a field left by clicking a switch loses neither.
   * `hostsChanged` is called when a changed list of hosts is in force for workers made from now on.
   */
  change(change: Partial<Settings>, hostsChanged: () => void): Promise<void> {
    const made = this.#changes.then(() => this.#make(change, hostsChanged));
    // A change that failed is its caller's to show; the next one is made all the same.
    this.#changes = made.catch(() => undefined);
    return made;
  }

  async #make(change: Partial<Settings>, hostsChanged: () => void): Promise<void> {
    // What the interface hands over may be a reactive proxy, which IndexedDB cannot keep.
    const next = $state.snapshot({ ...this.#current, ...change }) as Settings;
    await writeSetting(key, next);
    const hosts = next.allowedHosts.join(' ') !== this.#current.allowedHosts.join(' ');
    // A host shows as allowed once it is: who presses a button at once must not be refused.
    if (hosts && (await applyAllowedHosts(next.allowedHosts))) hostsChanged();
    this.#current = next;
  }
}
