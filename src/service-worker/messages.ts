/** What the page says to the service worker. */
export type ToServiceWorker =
  /** Fetch what offline.json lists and is not kept yet. */
  | { type: 'keep-offline' }
  /** Origins the page may reach from its next load on, and workers made from now on. */
  | { type: 'allowed-hosts'; hosts: string[] }
  /** A waiting version takes over; the page reloads itself afterwards. */
  | { type: 'take-over' };

/** What the service worker says to every page. */
export type FromServiceWorker =
  | { type: 'offline-progress'; done: number; total: number }
  | { type: 'offline-ready' }
  | { type: 'offline-failed'; message: string };
