import { HoneError } from '../errors/hone-error';
import { installedLanguages, languageAddress, languageOfFile } from '../documents/ocr/language-data';
import { keptLanguageData, removeLanguageData } from '../storage/language-data';
import type { OcrLanguages, Settings } from './contract';
import { hostOf } from './network';
import type { Notices } from './notices.svelte';
import type { Workers } from './workers';

interface Surroundings {
  readonly settings: Settings;
  changeSettings(change: Partial<Settings>): Promise<void>;
  readLedgerAgain(): Promise<void>;
  storageChanged(): void;
}

/** The languages that scans are read in besides English and simplified Chinese: which are at hand, and which are chosen. */
export class ThisOcrLanguages implements OcrLanguages {
  #kept = $state.raw<readonly { language: string; bytes: number }[]>([]);
  #fetching = $state.raw<{ language: string; fraction: number } | null>(null);

  constructor(
    private readonly workers: Workers,
    private readonly notices: Notices,
    private readonly app: Surroundings,
  ) {}

  get kept(): readonly { language: string; bytes: number }[] {
    return this.#kept;
  }

  get fetching(): { language: string; fraction: number } | null {
    return this.#fetching;
  }

  /** What the browser has cleared away is chosen no longer: reading would only fail for the want of it. */
  async load(): Promise<void> {
    this.#kept = await keptLanguageData();
    const chosen = this.app.settings.ocrLanguages;
    const left = chosen.filter((language) => this.#isHere(language));
    if (left.length < chosen.length) await this.app.changeSettings({ ocrLanguages: left });
  }

  #isHere(language: string): boolean {
    const kept = this.#kept.some((one) => one.language === language);
    return kept || installedLanguages.some((installed) => installed === language);
  }

  async choose(language: string, chosen: boolean): Promise<void> {
    const others = this.app.settings.ocrLanguages.filter((one) => one !== language);
    await this.app.changeSettings({ ocrLanguages: chosen ? [...others, language] : others });
  }

  async add(files: File[]): Promise<void> {
    for (const file of files) {
      await this.notices.attempt(async () => {
        const language = languageOfFile(file.name);
        if (!language) throw new HoneError('ocr/bad-language', { file: file.name });
        const data = await file.arrayBuffer();
        await this.workers.view.call((worker) => worker.keepLanguage(language, file.name, data));
        await this.#added(language);
      });
    }
  }

  async fetch(language: string): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = { language, fraction: 0 };
    await this.notices.attempt(async () => {
      const host = hostOf(languageAddress(language)) ?? '';
      if (!this.app.settings.allowedHosts.includes(host))
        throw new HoneError('network/not-allowed', { host });
      await this.workers.view.call((worker, listen) =>
        worker.fetchLanguage(
          language,
          listen(({ done, total }) => {
            this.#fetching = { language, fraction: done / Math.max(1, total) };
          }),
        ),
      );
      await this.#added(language);
    });
    this.#fetching = null;
    await this.app.readLedgerAgain();
  }

  async #added(language: string): Promise<void> {
    this.#kept = await keptLanguageData();
    this.app.storageChanged();
    await this.choose(language, true);
  }

  async remove(language: string): Promise<void> {
    await this.notices.attempt(async () => {
      await this.choose(language, false);
      await removeLanguageData(language);
      this.#kept = await keptLanguageData();
      this.app.storageChanged();
    });
  }
}
