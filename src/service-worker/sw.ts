/// <reference lib="webworker" />
import { contentSecurityPolicy, isolation } from '../../scripts/headers.mjs';
import type { FromServiceWorker, ToServiceWorker } from './messages';
import { keepOffline, keptResponse } from './offline-files';
import { allowedHosts, allowHosts } from './allowed-hosts';
import { installShell, removeOldShells, shellResponse } from './shell';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

const shell = self.__WB_MANIFEST;

self.addEventListener('install', (event) => {
  event.waitUntil(
    installShell(shell).then(async () => {
      // The very first version has nobody to disturb; later ones wait until the page says so.
      if (!self.registration.active) await self.skipWaiting();
    }),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldShells(shell).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  if (message.type === 'take-over') event.waitUntil(self.skipWaiting());
  if (message.type === 'allowed-hosts') {
    const port = event.ports[0];
    event.waitUntil(allowHosts(message.hosts).then(() => port?.postMessage('done')));
  }
  if (message.type === 'keep-offline') event.waitUntil(keepOffline(scope(), tellPages));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.href.startsWith(scope()))
    return;
  event.respondWith(answer(request));
});

const scope = () => self.registration.scope;

async function answer(request: Request): Promise<Response> {
  const kept = (await shellResponse(request, shell, scope())) ?? (await keptResponse(request, scope()));
  return withHeaders(kept ?? (await fetch(request)));
}

/** The same answer with the isolation and policy headers; what a page loads as script or worker needs them too. */
async function withHeaders(response: Response): Promise<Response> {
  if (response.type === 'opaque' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  headers.set('Content-Security-Policy', contentSecurityPolicy(await allowedHosts()));
  const bodiless = response.status === 204 || response.status === 304;
  return new Response(bodiless ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

async function tellPages(message: FromServiceWorker): Promise<void> {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true }))
    client.postMessage(message);
}
