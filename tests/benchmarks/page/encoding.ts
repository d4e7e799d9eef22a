import { env, pipeline } from '@huggingface/transformers';
import { loadModel } from '../../../src/models/source';
import { source } from './served';
import { timeEncoding } from '../../../src/training/speed/measurements';

interface Encoding {
  seconds: number[];
  /** The first text's vector. */
  first: number[];
}

export interface EncodingRequest {
  texts: string[];
  threads: number;
  repeats: number;
}

/** Texts through tokenizer and model to unit vectors, as the app encodes. */
export async function honeEncoding({ texts, threads, repeats }: EncodingRequest): Promise<Encoding> {
  const loaded = await loadModel({ kind: 'served', id: 'all-MiniLM-L6-v2' }, source);
  const encode = (text: string): number[] => loaded.tokenizer.encode(text, 256);
  return timeEncoding({ backend: 'wasm', threads }, loaded, encode, texts, repeats);
}

/** The same texts by transformers.js' feature-extraction pipeline, in batches of 32 as they come, from our own ONNX export. */
export async function transformersEncoding({ texts, threads, repeats }: EncodingRequest): Promise<Encoding> {
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = '/.cache/bench/';
  env.useBrowserCache = false;
  const wasm = env.backends.onnx.wasm!;
  wasm.numThreads = threads;
  wasm.wasmPaths = '/node_modules/onnxruntime-web/dist/';
  const extract = await pipeline('feature-extraction', 'minilm', { device: 'wasm', dtype: 'fp32' });
  const result: Encoding = { seconds: [], first: [] };
  for (let i = -1; i < repeats; i++) {
    const begun = performance.now();
    for (let at = 0; at < texts.length; at += 32) {
      const part = await extract(texts.slice(at, at + 32), { pooling: 'mean', normalize: true });
      if (at === 0) result.first = [...(part.data as Float32Array).subarray(0, 384)];
      part.dispose();
    }
    if (i >= 0) result.seconds.push((performance.now() - begun) / 1000);
  }
  await extract.dispose();
  return result;
}
