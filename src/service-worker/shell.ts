interface ShellFile {
  url: string;
  revision: string | null;
}

const cacheName = 'hone-shell';

/** Where a file of this version is kept: its address with its revision, so that versions stand side by side. */
function keyOf(file: ShellFile): string {
  const url = new URL(file.url, self.location.href);
  if (file.revision) url.searchParams.set('revision', file.revision);
  return url.href;
}

/** Fetches what this version needs and no earlier one brought. All or nothing: a failure leaves the old version in charge. */
export async function installShell(shell: ShellFile[]): Promise<void> {
  const cache = await caches.open(cacheName);
  const kept = new Set((await cache.keys()).map((request) => request.url));
  const missing = shell.filter((file) => !kept.has(keyOf(file)));
  await Promise.all(
    missing.map(async (file) => {
      const response = await fetch(new URL(file.url, self.location.href), { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${file.url}: ${response.status}`);
      await cache.put(keyOf(file), response);
    }),
  );
}

export async function removeOldShells(shell: ShellFile[]): Promise<void> {
  const cache = await caches.open(cacheName);
  const current = new Set(shell.map(keyOf));
  for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
}

/** The kept answer for a file of the shell; the folder itself is index.html. */
export async function shellResponse(
  request: Request,
  shell: ShellFile[],
  scope: string,
): Promise<Response | undefined> {
  const url = new URL(request.url);
  const path = url.href.slice(scope.length).split(/[?#]/)[0] || 'index.html';
  const file = shell.find((candidate) => candidate.url === path);
  if (!file) return undefined;
  const cache = await caches.open(cacheName);
  return await cache.match(keyOf(file));
}
