import { test } from '@playwright/test';
import { expect, openManual } from './interface-project';

test('a project opens although the browser answers neither for its graphics and storage nor for the models beside the app', async ({
  page,
}) => {
  await openManual(page);
  await page.addInitScript(() => {
    const silence = () => new Promise<never>(() => undefined);
    const asked = [
      [navigator.storage, 'estimate'],
      [navigator.storage, 'persisted'],
      ...(navigator.gpu ? [[navigator.gpu, 'requestAdapter'] as const] : []),
    ] as const;
    for (const [of, name] of asked) Object.defineProperty(of, name, { value: silence });
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) =>
      String(input).endsWith('models.json') ? silence() : fetch(input, init);
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Kiln manual' }).first()).toBeVisible();
});

test('when what is kept does not come, the page says what to do, in the person’s language', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB);
    // A request that is never answered: its listeners are set on nothing.
    IDBFactory.prototype.open = (name, version) =>
      Object.assign(Object.create(open(name, version)), { addEventListener: () => undefined });
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: '重新加载' })).toBeVisible();
  await expect(page.getByRole('status')).toContainText('请关闭其他打开 Hone 的标签页');
  await context.close();
});
