import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from '@playwright/test';
import { expect, openManual } from './interface-project';

let server: Server;
let address: string;
let asked: string[];

/** A model server on this machine, with OpenAI's protocol, that any page may ask. */
test.beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked.push(Buffer.concat(parts).toString());
      const question = `What does passage number ${asked.length} of the kiln manual explain?`;
      const content = JSON.stringify({ questions: [question] });
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify({ choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] }),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterEach(() => void server.close());

test('nothing can be sent until the host is switched on; then it can, without a reload, and the ledger shows it', async ({
  page,
}) => {
  await openManual(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const reach = (url: string) =>
    page.evaluate(
      (target) =>
        fetch(target).then(
          () => 'reached',
          () => 'blocked',
        ),
      `${url}/v1/models`,
    );
  expect(await reach(address)).toBe('blocked');

  await page.goto('/#/pairs/model');
  await page.getByLabel('Address', { exact: true }).fill(`${address}/v1`);
  await page.getByLabel('Model', { exact: true }).fill('a-model');
  await page.getByLabel('Model', { exact: true }).blur();
  await expect(page.getByRole('button', { name: 'Write questions' })).toBeDisabled();
  expect(asked).toEqual([]);
  await page.getByLabel('Allow this page to talk to this server').check();
  await page.getByRole('button', { name: 'Write questions' }).click();

  await page.goto('/#/pairs/review');
  await expect(page.getByText(/What does passage number 1 of the kiln manual explain/)).toBeVisible();
  expect(asked[0]).toContain('kiln');
  await page
    .getByRole('button', { name: /Status|machine/i })
    .first()
    .click();
  await expect(page.getByText(new RegExp(address.replaceAll('.', '\\.'))).first()).toBeVisible();
});
