import { configureRuntime } from '../src/engine/ort';
import { root } from './model-source';

/** onnxruntime from our own origin; call once in every worker that runs models. */
export const serveRuntime = (): void => configureRuntime({ wasmPaths: new URL('vendor/ort/', root).href });
