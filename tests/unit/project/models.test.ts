import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { folderModelId } from '../../../src/models/source';
import { keepModelFiles, removeModelFiles } from '../../../src/storage/model-files';
import { tinyFolder } from '../models/tiny-model';
import { closeTab, handbook, newProject, opened, openPage, tinyModel, usePage } from './application';

usePage();

test('a project whose model folder is gone says so, and goes on once the folder is there again', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 4)]);
  expect(project.modelProblem).toBeNull();
  closeTab(page);
  // Another page's worker: what an earlier one kept in memory is gone.
  page.workers.embed.end();
  const gone = { kind: 'folder', id: 'gone' } as const;
  await keepModelFiles(folderModelId(gone.id), tinyFolder());
  const before = await openPage();
  await opened(before).chooseModel(gone);
  await removeModelFiles(folderModelId(gone.id));
  closeTab(before);

  const again = await openPage();
  const other = await newProject(again, 'Other');
  await other.addFiles([handbook('beta', 4)]);
  // A third and a fourth model take the places of the two that the worker still holds.
  for (const id of ['third', 'fourth']) {
    await keepModelFiles(folderModelId(id), tinyFolder());
    await other.chooseModel({ kind: 'folder', id });
  }
  await again.app.openProject(project.id);
  const broken = opened(again);
  await expect
    .poll(() => broken.modelProblem)
    .toEqual({ code: 'model/not-found', parameters: { model: 'gone' } });
  expect(broken.modelInfo).toBeNull();

  await keepModelFiles(folderModelId(gone.id), tinyFolder());
  await broken.retryModel();
  expect(broken.modelProblem).toBeNull();
  expect(broken.modelInfo?.dimension).toBe(16);
  const hits = await broken.search('what does it hold', ['base'], 16, 3);
  expect(hits?.base).toHaveLength(3);
});

test('a search whose model cannot be read fails instead of finding nothing', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 4)]);
  await project.context.record.change({ baseModel: { kind: 'folder', id: 'never-kept' } });
  expect(await project.search('what', ['base'], 16, 3)).toBeNull();
  expect(page.app.notices.map(({ code }) => code)).toContain('model/not-found');
  await project.chooseModel(tinyModel);
  expect(await project.search('what', ['base'], 16, 3)).not.toBeNull();
});

test('a Hub model that is not switched on is neither read nor asked for, and one notice says so', async () => {
  const page = await openPage();
  const project = await page.app.create('Hub');
  expect(project.baseModel.kind).toBe('hub');
  await project.addFiles([handbook('alpha', 2), handbook('beta', 2)]);
  expect(project.documents.map(({ state }) => state)).toEqual(['read', 'read']);
  expect(project.chunks).toEqual([]);
  await expect.poll(() => project.modelProblem?.code).toBe('network/not-allowed');
  const refused = page.app.notices.filter(({ code }) => code === 'network/not-allowed');
  expect(refused).toHaveLength(1);
  expect(page.app.ledger).toEqual([]);
  await project.chooseModel(tinyModel);
  expect(project.modelProblem).toBeNull();
  expect(project.chunks.length).toBeGreaterThan(0);
});
