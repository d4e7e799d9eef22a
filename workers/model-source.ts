import { configureRuntime } from '../src/engine/ort';
import { asHoneError } from '../src/errors/hone-error';
import { loadModel, type SourceOptions } from '../src/models/source';
import type { LoadedModel, ModelReference } from '../src/models/types';
import { addToLedger } from '../src/storage/settings';

/** The folder that the app is served from. */
export const root = new URL(import.meta.env.BASE_URL, self.location.origin).href;

/** onnxruntime from our own origin; call once in every worker that runs models. */
export const serveRuntime = (): void => configureRuntime({ wasmPaths: new URL('vendor/ort/', root).href });

/** Loads a model; what is asked of the Hub is written into the ledger. */
export function loadFrom(
  reference: ModelReference,
  options: Pick<SourceOptions, 'onProgress' | 'signal'> = {},
): Promise<LoadedModel> {
  const onRequest = (url: string, bytes: number) => {
    addToLedger({ time: Date.now(), url, bytes, purpose: 'hub' }).catch((error: unknown) =>
      console.error('The ledger could not be written', asHoneError(error)),
    );
  };
  return loadModel(reference, { ...options, served: root, onRequest });
}
