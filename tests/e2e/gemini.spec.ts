import { readFile } from 'node:fs/promises';
import { test, type Request } from '@playwright/test';
import { expect, openManual } from './interface-project';

const key = 'AIza-only-on-this-device';
const host = 'https://generativelanguage.googleapis.com';

test('Gemini is asked again after a 429, its questions appear, and the key stays on the device', async ({
  page,
  context,
}) => {
  const requests: Request[] = [];
  await context.route(`${host}/**`, async (route) => {
    requests.push(route.request());
    const headers = { 'Access-Control-Allow-Origin': '*' };
    if (requests.length === 1) {
      const error = { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' };
      const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }];
      return route.fulfill({ status: 429, headers, json: { error: { ...error, details } } });
    }
    const text = JSON.stringify({
      questions: [`What does the kiln manual say in its part number ${requests.length}?`],
    });
    return route.fulfill({
      headers,
      json: {
        candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
      },
    });
  });

  await openManual(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.goto('/#/pairs/model');
  await page.getByRole('radio', { name: /Gemini/ }).check();
  await page.getByLabel('API key').fill(key);
  await page.getByLabel('Questions for each passage').selectOption('1');
  await page.getByRole('checkbox', { name: /^Allow this page to send passages/ }).check();
  const write = page.getByRole('button', { name: 'Write questions' });
  await expect(write).toBeEnabled();
  await write.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Writing…' })).toBeFocused();
  await page.getByRole('link', { name: /^Review/ }).click();
  await expect(page.getByText('What does the kiln manual say in its part number 2?')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Work in progress' })).toHaveCount(0);

  // The refused request was made again: one more than there are pairs.
  const pairs = await page.getByText(/^What does the kiln manual say in its part number/).count();
  expect(requests).toHaveLength(pairs + 1);
  expect(requests[0]!.postData()).toContain('kiln');
  for (const request of requests) {
    expect(request.url()).not.toContain(key);
    expect(await request.headerValue('x-goog-api-key')).toBe(key);
  }

  await page.getByRole('button', { name: `Status: ${requests.length} requests have left this page` }).click();
  const panel = page.getByRole('complementary', { name: 'Status' });
  await expect(panel.getByText(`${requests.length} requests to other hosts, newest first.`)).toBeVisible();
  await expect(panel.getByText('Question writing by Gemini').first()).toBeVisible();
  expect(await panel.innerText()).not.toContain(key);
  await page.keyboard.press('Escape');

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /JSONL/ }).click();
  const exported = await readFile(await (await downloading).path(), 'utf8');
  expect(exported).toContain('What does the kiln manual say');
  expect(exported).not.toContain(key);

  await page.goto('/#/pairs/model');
  await page.reload();
  await page.getByRole('radio', { name: /Gemini/ }).check();
  await expect(page.getByLabel('API key')).toHaveValue(key);
});
