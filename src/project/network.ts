/** Only these can be reached once switched on; this machine's own servers need plain http. */
export function hostOf(endpoint: string): string | null {
  try {
    const url = new URL(endpoint);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

export const geminiHost = 'https://generativelanguage.googleapis.com';
/** The Hub answers a download by a redirect to its stores. */
export const hubHosts = ['https://huggingface.co', 'https://*.hf.co', 'https://*.huggingface.co'];

/** What a request in the ledger was for, by where it went. */
export function purposeOf(url: string): 'gemini' | 'openai' | 'hub' {
  const host = new URL(url).hostname;
  if (host === new URL(geminiHost).hostname) return 'gemini';
  return /(^|\.)(huggingface\.co|hf\.co)$/.test(host) ? 'hub' : 'openai';
}

/**
 * Has the service worker write these hosts into the page's Content-Security-Policy, which a living page cannot widen: the
 * service worker keeps the list and rewrites the header of the next navigation, so the page must be loaded again for
 * them to apply. True when the service worker has taken the list; false where there is none (a development server, a
 * first visit), where the server's own header decides.
 */
export async function applyAllowedHosts(hosts: readonly string[]): Promise<boolean> {
  const controller = typeof navigator === 'undefined' ? null : navigator.serviceWorker?.controller;
  if (!controller) return false;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<boolean>((done) => {
    port1.onmessage = () => done(true);
    setTimeout(() => done(true), 1000);
  });
  controller.postMessage({ type: 'allowed-hosts', hosts: [...hosts] }, [port2]);
  const taken = await answered;
  port1.close();
  return taken;
}
