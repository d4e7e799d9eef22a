import { expose } from 'comlink';
import { configureRuntime } from '../../../src/engine/ort';
import { honeEncoding, transformersEncoding } from './encoding';
import { honeLayer } from './layer-hone';
import { jaxLayer } from './layer-jax';
import { tfjsLayer } from './layer-tfjs';
import { gpuProducts, trainBase, trainMiniLM, wasmProducts } from './training';

configureRuntime({ wasmPaths: '/node_modules/onnxruntime-web/dist/' });

const bench = {
  honeLayer,
  tfjsLayer,
  jaxLayer,
  honeEncoding,
  transformersEncoding,
  trainMiniLM,
  wasmProducts,
  gpuProducts,
  trainBase,
};
export type BenchWorker = typeof bench;

expose(bench);
