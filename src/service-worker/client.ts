import type { FromServiceWorker, ToServiceWorker } from './messages';

export interface ServiceWorkerEvents {
  /** Everything is kept: the app and its default model work without a network. */
  onOffline: (progress: { done: number; total: number; ready: boolean }) => void;
  /** A new version waits; `takeOver()` starts it. */
  onUpdate: () => void;
}

let registration: ServiceWorkerRegistration | null = null;

/**
 * Registers the service worker of the built app and starts keeping it offline. Where the host sends no isolation headers,
 * the page is loaded once more, now with the service worker's. Does nothing in development and where there is none to have.
 */
export async function registerServiceWorker(events: ServiceWorkerEvents): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', (event) => {
    const message = event.data as FromServiceWorker;
    if (message.type === 'offline-progress') events.onOffline({ ...message, ready: false });
    if (message.type === 'offline-ready') events.onOffline({ done: 1, total: 1, ready: true });
  });
  registration = await navigator.serviceWorker.register('./sw.js');
  watchForUpdates(registration, events.onUpdate);
  await navigator.serviceWorker.ready;
  if (!crossOriginIsolated && reloadOnce()) return;
  tell({ type: 'keep-offline' });
}

/** Reloads at most once a visit, so that a browser that cannot isolate a page is not kept reloading. */
function reloadOnce(): boolean {
  const mark = 'hone-isolated-reload';
  if (sessionStorage.getItem(mark)) return false;
  sessionStorage.setItem(mark, 'done');
  location.reload();
  return true;
}

function watchForUpdates(found: ServiceWorkerRegistration, onUpdate: () => void): void {
  const hadController = Boolean(navigator.serviceWorker.controller);
  if (found.waiting && hadController) onUpdate();
  found.addEventListener('updatefound', () => {
    const installing = found.installing;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && hadController) onUpdate();
    });
  });
}

function tell(message: ToServiceWorker): void {
  const worker = navigator.serviceWorker.controller ?? registration?.active;
  worker?.postMessage(message);
}

/** Starts the waiting version and reloads the page under it. The caller makes sure that no job runs. */
export function takeOver(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration?.waiting?.postMessage({ type: 'take-over' } satisfies ToServiceWorker);
}
