import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { serve } from '../../../scripts/serve.mjs';
import type { Element, ReadDocument } from '../../../src/documents/types';
import { seededRandom } from '../../../src/pairs/random';
import { keepFolder } from '../../../src/models/source';
import type { Application as ApplicationClass } from '../../../src/project/hone.svelte';
import type { OpenProject } from '../../../src/project/project.svelte';
import { tinyFolder } from '../models/tiny-model';
import { localWorkers, type LocalWorkers } from './local-workers';

export const tinyModel = { kind: 'folder', id: 'tiny' } as const;

/** A page of the app in this process: real workers' code, real storage (fake-indexeddb), a tiny model kept in it. */
export interface Page {
  app: ApplicationClass;
  workers: LocalWorkers;
}

let workers: LocalWorkers;
let Application: typeof ApplicationClass;

/** A server with these files and no others beside the app ('models/models.json' is [] unless given), and what a page knows of its place. */
export function usePage(served: ReadonlyMap<string, Uint8Array | string> = new Map()): void {
  let folder: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hone-project-'));
    for (const [path, content] of new Map([['models/models.json', '[]'], ...served])) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const server = await serve({ folder });
    close = server.close;
    vi.stubGlobal('location', new URL(server.url));
    workers = await localWorkers();
    ({ Application } = await import('../../../src/project/hone.svelte'));
    await keepFolder('tiny', tinyFolder());
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllGlobals();
    await close();
    await rm(folder, { recursive: true });
  });
}

/** Loads the page: what was kept is there again. */
export async function openPage(): Promise<Page> {
  const app = new Application(workers, { keepOffline: false });
  await app.start();
  await app.changeSettings({ runtime: { backend: 'wasm', threads: 1 } });
  return { app, workers };
}

/** Closes it as closing a tab does: nothing gets the time to finish. */
export function closeTab({ app }: Page): void {
  app.closeProject();
}

export async function newProject({ app }: Page, name = 'Test'): Promise<OpenProject> {
  const project = await app.create(name);
  await project.chooseModel(tinyModel);
  await project.changeChunking({
    maxTokens: 400,
    softMaxTokens: 300,
    combineUnderTokens: 0,
    overlapTokens: 0,
    multipage: true,
    context: false,
  });
  return project;
}

export const opened = ({ app }: Page): OpenProject => {
  if (!app.project) throw new Error('no project is open');
  return app.project as OpenProject;
};

export const file = (name: string, text: string): File => new File([text], name, { type: 'text/markdown' });

/** A handbook of made-up words: no two sections or documents share more than their grammar. */
export function handbook(name: string, sections = 12): File {
  const random = seededRandom(name);
  const syllables = [
    'ba',
    'ke',
    'li',
    'mo',
    'nu',
    'ra',
    'so',
    'ti',
    'vu',
    'zan',
    'dor',
    'fel',
    'gim',
    'hask',
  ];
  const word = () => Array.from({ length: 3 }, () => random.pick(syllables)).join('');
  const sentence = () =>
    `The ${word()} ${word()} of the ${word()} holds ${word()} ${word()}, because ${word()} ${word()} the ${word()}.`;
  const text = Array.from(
    { length: sections },
    () => `# ${word()} ${word()}\n\n${sentence()} ${sentence()}\n`,
  );
  return file(`${name}.md`, text.join('\n'));
}

/** A document that was read, with a person's corrections. */
export async function wholeOf(project: OpenProject, id: string): Promise<ReadDocument> {
  const entry = project.documents.find((document) => document.id === id);
  const parted = project.parts.documents.pages.parted(id);
  if (!entry?.document || !parted) throw new Error(`${id} is not read`);
  const { title, pages, seconds, warnings } = entry.document;
  const elements: Element[] = [];
  for await (const part of parted.parts()) elements.push(...part);
  return { title, pages, seconds, warnings, elements };
}
