import { asHoneError } from '../src/errors/hone-error';
import { describeModel, loadModel, loadTokenizer, type SourceOptions } from '../src/models/source';
import type { ModelDescription } from '../src/models/folder';
import type { BaseModelReference, LoadedModel, ModelReference, Tokenizer } from '../src/models/types';
import { addToLedger } from '../src/storage/settings';

/** The folder that the app is served from. */
export const root = new URL(import.meta.env.BASE_URL, self.location.origin).href;

type Listening = Pick<SourceOptions, 'onProgress' | 'signal'>;

/** What is asked of the Hub is written into the ledger. */
const withLedger = (options: Listening): SourceOptions => ({
  ...options,
  served: root,
  onRequest(url, bytes) {
    addToLedger({ time: Date.now(), url, bytes, purpose: 'hub' }).catch((error: unknown) =>
      console.error('The ledger could not be written', asHoneError(error)),
    );
  },
});

export const loadFrom = (reference: ModelReference, options: Listening = {}): Promise<LoadedModel> =>
  loadModel(reference, withLedger(options));

export const describeFrom = (
  reference: BaseModelReference,
  options: Listening = {},
): Promise<ModelDescription> => describeModel(reference, withLedger(options));

export const tokenizerFrom = (reference: BaseModelReference): Promise<Tokenizer> =>
  loadTokenizer(reference, withLedger({}));
