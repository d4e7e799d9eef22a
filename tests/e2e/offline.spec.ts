import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';
import { expect, openManual } from './interface-project';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test('without a network the app opens, reads a PDF and chunks it by the default model', async ({ page }) => {
  const server = await serve({});
  try {
    await page.goto(server.url);
    const isKept = () =>
      page.evaluate(async () => {
        const kept = await caches.open('hone-offline');
        return Boolean(await kept.match(new URL('offline.json', location.href).href));
      });
    await expect.poll(isKept, { timeout: 120_000 }).toBe(true);
  } finally {
    await server.close();
  }
  const failed: string[] = [];
  page.on('requestfailed', (request) => {
    // Of weights the header is read and the rest given up.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') failed.push(request.url());
  });
  await page.goto(server.url);
  await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(join(dist, 'sample', 'handbook-zh.pdf'));
  await expect(page.getByRole('link', { name: 'Go on to Pairs' })).toBeVisible();
  expect(failed).toEqual([]);
});

test('on a host that sends no headers the page is cross-origin isolated after one reload', async ({
  page,
}) => {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.css': 'text/css',
    '.json': 'application/json',
  };
  const plain: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path === '/' ? '/index.html' : path;
    readFile(join(dist, file)).then(
      (bytes) => {
        response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening));
  const address = plain.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction(() => crossOriginIsolated);
    await openManual(page);
  } finally {
    plain.closeAllConnections();
    plain.close();
  }
});

test('a new version is offered, not forced', async ({ page }) => {
  const original = await readFile(join(dist, 'sw.js'), 'utf8');
  let script = original;
  const server = await serve({
    routes: [
      (request, response) => {
        if (request.url !== '/sw.js') return false;
        response.writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-cache' });
        response.end(script);
        return true;
      },
    ],
  });
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
    await page.evaluate(() => {
      document.title += ' ·';
    });
    script = `${original}\n// next version`;
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    const offer = page.getByRole('button', { name: 'Reload with it' });
    await expect(offer).toBeVisible();
    expect(await page.title()).toContain('·');
    await offer.click();
    await page.waitForFunction(() => !document.title.includes('·'));
  } finally {
    await server.close();
  }
});
