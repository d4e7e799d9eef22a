import type { FromServiceWorker } from './messages';

/** One entry of offline.json: models, OCR data, fonts and the sample, too large to hold up the first visit. */
interface OfflineFile {
  url: string;
  size: number;
  revision: string;
}

const cacheName = 'hone-offline';
const listName = 'offline.json';
let list: Promise<Map<string, OfflineFile>> | null = null;

const keyOf = (file: OfflineFile, scope: string) =>
  `${new URL(file.url, scope).href}?revision=${file.revision}`;

/** The list that the kept files belong to; empty before the first `keepOffline`. */
function keptList(scope: string): Promise<Map<string, OfflineFile>> {
  list ??= caches
    .open(cacheName)
    .then((cache) => cache.match(new URL(listName, scope).href))
    .then(async (response) => asMap(response ? ((await response.json()) as OfflineFile[]) : []));
  return list;
}

const asMap = (files: OfflineFile[]) => new Map(files.map((file) => [file.url, file]));

/** A kept file; undefined: ask the network. */
export async function keptResponse(request: Request, scope: string): Promise<Response | undefined> {
  const path = new URL(request.url).href.slice(scope.length).split(/[?#]/)[0] ?? '';
  const file = (await keptList(scope)).get(path);
  if (!file) return undefined;
  const cache = await caches.open(cacheName);
  return await cache.match(keyOf(file, scope));
}

/**
 * Fetches every file of offline.json whose revision is not kept yet, one after another, and drops the others.
 * `tell` gets bytes done and in all. What was fetched stays when a later one fails; the next call goes on from there.
 */
export async function keepOffline(
  scope: string,
  tell: (message: FromServiceWorker) => Promise<void>,
): Promise<void> {
  try {
    const answer = await fetch(new URL(listName, scope), { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`${listName}: ${answer.status}`);
    const files = (await answer.clone().json()) as OfflineFile[];
    const cache = await caches.open(cacheName);
    const kept = new Set((await cache.keys()).map((request) => request.url));
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let done = 0;
    for (const file of files) {
      const key = keyOf(file, scope);
      if (!kept.has(key)) {
        const response = await fetch(new URL(file.url, scope));
        if (!response.ok) throw new Error(`${file.url}: ${response.status}`);
        await cache.put(key, response);
      }
      done += file.size;
      await tell({ type: 'offline-progress', done, total });
    }
    const current = new Set([new URL(listName, scope).href, ...files.map((file) => keyOf(file, scope))]);
    for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
    await cache.put(new URL(listName, scope).href, answer);
    list = Promise.resolve(asMap(files));
    await tell({ type: 'offline-ready' });
  } catch (error) {
    if (await isComplete(scope)) return await tell({ type: 'offline-ready' });
    await tell({ type: 'offline-failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Offline already: the list itself cannot be fetched, but everything it named last time is kept. */
async function isComplete(scope: string): Promise<boolean> {
  const files = await keptList(scope);
  const cache = await caches.open(cacheName);
  const kept = new Set((await cache.keys()).map((request) => request.url));
  return files.size > 0 && [...files.values()].every((file) => kept.has(keyOf(file, scope)));
}
