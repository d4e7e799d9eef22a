import { defaultChunking } from '../documents/types';
import type { RuntimeOptions } from '../engine/types';
import type { BaseModelReference } from '../models/types';
import { registerServiceWorker, takeOver } from '../service-worker/client';
import { removeProject as removeFromStorage } from '../storage/collection';
import { readSetting, writeSetting } from '../storage/settings';
import type { ProjectSurroundings } from './context';
import type {
  DeviceSpeed,
  Hone,
  LedgerEntry,
  Machine,
  Notice,
  Project,
  ProjectSummary,
  Settings,
} from './contract';
import { Ledger } from './ledger.svelte';
import { ThisMachine } from './machine.svelte';
import { ThisSpeed } from './speed.svelte';
import { servedModels } from './model-folder';
import { hubModels } from './network';
import { Notices } from './notices.svelte';
import { ThisOcrLanguages } from './ocr-languages.svelte';
import { OpenProject } from './project.svelte';
import { projectRecords, type ProjectRecord } from './record.svelte';
import { DeviceSettings } from './settings.svelte';
import { removeRuns } from './training.svelte';
import { createWorkers, type Workers } from './workers';

const lastProject = 'last-project';

/** The application. One per page; tests make their own with their own workers. */
export class Application implements Hone, ProjectSurroundings {
  #ready = $state(false);
  #records = $state.raw<readonly ProjectRecord[]>([]);
  #project = $state.raw<OpenProject | null>(null);
  #updateWaiting = $state(false);
  readonly #settings = new DeviceSettings();
  readonly #notices = new Notices();
  readonly #ledger = new Ledger();
  readonly #machine: ThisMachine;
  readonly speed: DeviceSpeed;
  readonly ocrLanguages: ThisOcrLanguages;
  readonly #workers: Workers;

  /** `keepOffline`: register the service worker and start workers ahead (not for a headless run, which never comes again). */
  constructor(
    workers: Workers,
    private readonly options: { keepOffline: boolean },
  ) {
    this.#workers = workers;
    this.#machine = new ThisMachine(workers);
    this.ocrLanguages = new ThisOcrLanguages(workers, this.#notices, this);
    this.speed = new ThisSpeed(workers, () => this.settings.runtime.threads);
  }

  get ready(): boolean {
    return this.#ready;
  }

  get settings(): Settings {
    return this.#settings.current;
  }

  get machine(): Machine {
    return this.#machine;
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#ledger.entries;
  }

  get notices(): readonly Notice[] {
    return this.#notices.list;
  }

  get project(): Project | null {
    return this.#project;
  }

  get updateWaiting(): boolean {
    return this.#updateWaiting;
  }

  readonly projects: readonly ProjectSummary[] = $derived.by(() => {
    const open = this.#project?.context.record.current;
    return this.#records
      .map((record) => (record.id === open?.id ? open : record))
      .filter(({ removedAt }) => removedAt === undefined)
      .sort((a, b) => b.updatedAt - a.updatedAt)
      .map(({ id, name, updatedAt, documents, pairs, rows = 0 }) => ({
        id,
        name,
        updatedAt,
        documents,
        pairs,
        rows,
      }));
  });

  async start(): Promise<void> {
    await this.#notices.attempt(async () => {
      await this.#settings.load();
      await this.#ledger.load();
      await this.#machine.load();
      await this.ocrLanguages.load();
      await this.#loadProjects();
      const last = await readSetting(lastProject);
      if (typeof last === 'string' && this.projects.some(({ id }) => id === last)) await this.#open(last);
    });
    this.#ready = true;
    if (!this.options.keepOffline) return;
    this.#prepareWorkers();
    await this.#notices.attempt(() => this.#watchServiceWorker());
  }

  /** The first document is shown within a second only when nothing has to be started for it. */
  #prepareWorkers(): void {
    for (const name of ['view', 'extract'] as const)
      this.#workers[name]
        .call((worker) => worker.prepare())
        .catch((error: unknown) => console.warn(name, error));
  }

  #watchServiceWorker(): Promise<void> {
    return registerServiceWorker({
      onOffline: ({ ready }) => {
        this.#machine.offlineReady = ready;
      },
      onUpdate: () => {
        this.#updateWaiting = true;
        this.#notices.say('update-available');
      },
    });
  }

  /** Projects removed at an earlier visit can no longer be brought back: their data goes now. */
  async #loadProjects(): Promise<void> {
    const kept: ProjectRecord[] = [];
    for (const record of await projectRecords.all()) {
      if (record.removedAt === undefined) kept.push(record);
      else {
        await removeRuns(record.id);
        await removeFromStorage(record.id);
        this.storageChanged();
      }
    }
    this.#records = kept;
  }

  async changeSettings(change: Partial<Settings>): Promise<void> {
    await this.#notices.attempt(() =>
      this.#settings.change(change, () => {
        this.#workers.write.renew();
        this.#workers.embed.renew();
        this.#workers.view.renew();
      }),
    );
  }

  async measureMachine(): Promise<void> {
    await this.#notices.attempt(() => this.#machine.measure(this.settings.runtime.threads));
  }

  async requestPersistence(): Promise<void> {
    await this.#notices.attempt(() => this.#machine.requestPersistence());
  }

  async readStorage(): Promise<void> {
    await this.#notices.attempt(() => this.#machine.readStorage());
  }

  storageChanged(): void {
    void this.readStorage();
  }

  settledRuntime(): Promise<RuntimeOptions> {
    return this.#machine.settled(this.settings.runtime);
  }

  noteRequest(url: string, bytes: number): void {
    void this.#notices.attempt(() => this.#ledger.add(url, bytes));
  }

  readLedgerAgain(): Promise<void> {
    return this.#ledger.load();
  }

  async createProject(name: string): Promise<void> {
    await this.#notices.attempt(() => this.create(name));
  }

  /** Throws where `createProject` shows. */
  async create(name: string): Promise<OpenProject> {
    const now = Date.now();
    const record: ProjectRecord = {
      id: crypto.randomUUID(),
      name,
      createdAt: now,
      updatedAt: now,
      documents: 0,
      pairs: 0,
      chunking: { ...defaultChunking },
      excludedChunkIds: [],
      skippedChunkIds: [],
      baseModel: await firstModel(),
      arguments: {},
      mix: 1,
      inputs: {},
    };
    await projectRecords.put(record);
    this.#records = [...this.#records, record];
    return this.#open(record.id);
  }

  async openProject(id: string): Promise<void> {
    await this.#notices.attempt(() => this.#open(id));
  }

  async #open(id: string): Promise<OpenProject> {
    if (this.#project?.id === id) return this.#project;
    this.closeProject();
    const record = await projectRecords.get(id);
    if (!record) throw new Error(`no project ${id}`);
    const project = new OpenProject(record, this, this.#notices, this.#workers);
    await project.load();
    await writeSetting(lastProject, id);
    this.#project = project;
    return project;
  }

  /** Jobs of the project end; they go on when it is opened again. */
  closeProject(): void {
    const project = this.#project;
    if (!project) return;
    this.#records = this.#records.map((record) =>
      record.id === project.id ? project.context.record.current : record,
    );
    project.close();
    this.#project = null;
  }

  async renameProject(id: string, name: string): Promise<void> {
    await this.#notices.attempt(() => this.#changeRecord(id, { name }));
  }

  async removeProject(id: string): Promise<void> {
    await this.#notices.attempt(async () => {
      const wasOpen = this.#project?.id === id;
      if (wasOpen) this.closeProject();
      const name = this.#records.find((record) => record.id === id)?.name ?? '';
      await this.#changeRecord(id, { removedAt: Date.now() });
      this.#notices.say('project-removed', { name }, async () => {
        const { removedAt: _removed, ...record } = (await projectRecords.get(id)) ?? { removedAt: 0 };
        if (!('id' in record)) return;
        await projectRecords.put(record);
        this.#records = this.#records.map((known) => (known.id === id ? record : known));
        if (wasOpen) await this.#open(id);
      });
    });
  }

  async #changeRecord(id: string, change: Partial<ProjectRecord>): Promise<void> {
    if (this.#project?.id === id) return this.#project.context.record.change(change);
    const record = await projectRecords.get(id);
    if (!record) return;
    const next = { ...record, ...change };
    await projectRecords.put(next);
    this.#records = this.#records.map((known) => (known.id === id ? next : known));
  }

  async runSample(): Promise<void> {
    await this.#notices.attempt(async () => {
      const project = await this.create(this.settings.language === 'zh' ? '示例' : 'Sample');
      await project.runSample();
    });
  }

  sayNoFiles(): void {
    this.#notices.say('no-files');
  }

  dismiss(noticeId: string): void {
    this.#notices.dismiss(noticeId);
  }

  async clearLedger(): Promise<void> {
    await this.#notices.attempt(() => this.#ledger.clear());
  }

  /** Refused while a job runs: the page is loaded again. */
  async applyUpdate(): Promise<void> {
    if (!this.#project?.context.jobs.isRunning()) takeOver();
  }
}

/** What lies beside the app; where set-up could fetch nothing, the same model from the Hub, once the person allows it. */
async function firstModel(): Promise<BaseModelReference> {
  const [served] = await servedModels();
  return served?.reference ?? hubModels[0];
}

export const hone: Hone = new Application(createWorkers(), { keepOffline: true });
