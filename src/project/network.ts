import type { BaseModelReference } from '../models/types';
import { languageHost } from '../documents/ocr/language-data';
import { hubModelId } from '../models/hub';
import { keptModels } from '../storage/model-files';
import type { ToServiceWorker } from '../service-worker/messages';

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

/** A model may be read: it lies on this device or beside the app, or the Hub is switched on. */
export async function mayReadModel(
  reference: BaseModelReference,
  allowedHosts: readonly string[],
): Promise<boolean> {
  if (reference.kind !== 'hub' || hubHosts.every((host) => allowedHosts.includes(host))) return true;
  return (await keptModels()).includes(hubModelId(reference.repository, reference.revision));
}

/** Offered from the Hub, at pinned revisions. */
export const hubModels = [
  {
    kind: 'hub',
    repository: 'sentence-transformers/all-MiniLM-L6-v2',
    revision: 'c9745ed1d9f207416be6d2e6f8de32d1f16199bf',
  },
  {
    kind: 'hub',
    repository: 'BAAI/bge-base-en-v1.5',
    revision: 'a5beb1e3e68b9ab74eb54cfd186867f64f240e1a',
  },
] as const satisfies BaseModelReference[];

/** What a request in the ledger was for, by where it went. */
export function purposeOf(url: string): 'gemini' | 'openai' | 'hub' | 'ocr' {
  const host = new URL(url).hostname;
  if (host === new URL(geminiHost).hostname) return 'gemini';
  if (host === new URL(languageHost).hostname) return 'ocr';
  return /(^|\.)(huggingface\.co|hf\.co)$/.test(host) ? 'hub' : 'openai';
}

/**
 * Has the service worker write these hosts into the Content-Security-Policy of what it answers from now on. A living page or
 * worker cannot widen its own policy, but only workers make requests to other hosts, and each is bound by the policy its
 * script came with: workers made after this may reach the hosts, without loading the page again. False where there is
 * no service worker (a development server, a browser without), where the server's own header decides.
 */
export async function applyAllowedHosts(hosts: readonly string[]): Promise<boolean> {
  const container = typeof navigator === 'undefined' ? undefined : navigator.serviceWorker;
  const controller = container?.controller;
  if (!controller) return false;
  const { port1, port2 } = new MessageChannel();
  const taken = new Promise<boolean>((done) => {
    port1.onmessage = () => done(true);
    // It may be busy keeping a hundred megabytes for use offline.
    setTimeout(() => done(false), 60_000);
  });
  controller.postMessage({ type: 'allowed-hosts', hosts: [...hosts] } satisfies ToServiceWorker, [port2]);
  const answer = await taken;
  port1.close();
  return answer;
}
