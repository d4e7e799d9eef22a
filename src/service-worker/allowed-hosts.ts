/** Kept in a cache entry of its own: a service worker forgets its variables whenever it is idle. */
const cacheName = 'hone-settings';
const key = new URL('/allowed-hosts', self.location.origin).href;
let known: Promise<string[]> | null = null;

export function allowedHosts(): Promise<string[]> {
  known ??= caches
    .open(cacheName)
    .then((cache) => cache.match(key))
    .then((response) => (response ? (response.json() as Promise<string[]>) : []));
  return known;
}

/** Replaces the list. Only origins pass, 'https://*.example.org' included: nothing else can reach the policy header. */
export async function allowHosts(hosts: string[]): Promise<void> {
  const origins = hosts.filter((host) =>
    /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$|^https?:\/\/\[[0-9a-f:]+\](:\d+)?$/i.test(host),
  );
  const cache = await caches.open(cacheName);
  await cache.put(key, new Response(JSON.stringify(origins)));
  known = Promise.resolve(origins);
}
