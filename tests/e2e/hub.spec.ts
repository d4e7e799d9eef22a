import { test, type BrowserContext, type Page } from '@playwright/test';
import { hubTree } from '../unit/models/hub-tree';
import { tinyFolder } from '../unit/models/tiny-model';
import { expect } from './interface-project';
import { openStores } from './small-project';

const hub = 'https://huggingface.co';
const folder = tinyFolder();

/** The Hub as it answers a browser: a repository's list and its files, 401 for what does not exist. */
async function hubWith(context: BrowserContext, repository: string): Promise<string[]> {
  const asked: string[] = [];
  const tree = hubTree(folder);
  const headers = { 'Access-Control-Allow-Origin': '*' };
  await context.route(`${hub}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    if (pathname === `/api/models/${repository}/tree/main`) return route.fulfill({ headers, json: tree });
    const path = new RegExp(`^/${repository}/resolve/main/(.+)$`).exec(pathname)?.[1];
    if (path === undefined)
      return route.fulfill({ status: 401, headers, body: 'Invalid username or password.' });
    const bytes = folder.get(path);
    return bytes
      ? route.fulfill({ headers, body: Buffer.from(bytes) })
      : route.fulfill({ status: 404, headers, body: 'Entry not found' });
  });
  return asked;
}

async function openHub(page: Page): Promise<void> {
  await openStores(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.goto('/#/train');
  await page.getByText('Another model', { exact: true }).click();
}

async function choose(page: Page, repository: string, revision = 'main'): Promise<void> {
  await page.getByLabel('Repository').fill(repository);
  await page.getByLabel('Revision').fill(revision);
  await page.getByRole('button', { name: 'Download and use' }).click();
}

const allow = (page: Page) => page.getByRole('checkbox', { name: /^Allow this page to request models/ });

test('the Hub is asked only once it is switched on; its model becomes the project’s, and the ledger shows it', async ({
  page,
  context,
}) => {
  const asked = await hubWith(context, 'someone/tiny-bert');
  await openHub(page);
  await expect(
    page.getByText('Your documents are not sent; the Hub learns your network address'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download and use' })).toBeDisabled();
  await expect(page.getByText('Switch the permission on first.')).toBeVisible();
  const reach = () =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          () => 'reached',
          () => 'blocked',
        ),
      `${hub}/someone/tiny-bert/resolve/main/config.json`,
    );
  expect(await reach()).toBe('blocked');
  expect(asked).toEqual([]);

  await allow(page).check();
  await choose(page, 'someone/tiny-bert');
  await expect(page.getByText('5.92 thousand')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'someone/tiny-bert Hugging Face Hub' })).toBeChecked();
  expect(asked).toContain('/someone/tiny-bert/resolve/main/model.safetensors');
  await page.getByRole('button', { name: /^Status: \d+ requests have left/ }).click();
  await expect(page.getByText('Model download from the Hugging Face Hub').first()).toBeVisible();
  await page.keyboard.press('Escape');

  // Kept on this device: nothing is asked for again, and it serves when the Hub is switched off again.
  const before = asked.length;
  await allow(page).uncheck();
  await page.reload();
  await expect(page.getByText('5.92 thousand')).toBeVisible();
  expect(asked).toHaveLength(before);
});

test('a wrong name, no connection and a switched-off Hub each say what happened and what to do', async ({
  page,
  context,
}) => {
  await hubWith(context, 'someone/tiny-bert');
  await openHub(page);
  await allow(page).check();
  await choose(page, 'someone/tiny-brt');
  await expect(
    page
      .getByText('The model someone/tiny-brt@main was not found. Choose another model', { exact: false })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('radio', { name: /MiniLM/ })).toBeChecked();

  await context.unroute(`${hub}/**`);
  await context.route(`${hub}/**`, (route) => route.abort('internetdisconnected'));
  await choose(page, 'someone/tiny-bert');
  await expect(
    page
      .getByText(`The model could not be downloaded from ${hub}/api/models/someone/tiny-bert/tree/main`, {
        exact: false,
      })
      .first(),
  ).toBeVisible();
  await expect(page.getByText(/Check the connection and retry/).first()).toBeVisible();

  await allow(page).uncheck();
  await expect(page.getByRole('button', { name: 'Download and use' })).toBeDisabled();
  await expect(page.getByText('Switch the permission on first.')).toBeVisible();
});
