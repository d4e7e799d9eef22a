import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import {
  input,
  lengthOf,
  shape,
  upstream,
  weightNames,
  weightShapes,
  weightsOf,
  type LayerResult,
} from './layer-shape';

const { texts, length, hidden, heads, epsilon } = shape;

function norm(x: tf.Tensor, scale: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.mul(centred, centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), bias);
}

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

function split(x: tf.Tensor): tf.Tensor {
  return tf.transpose(tf.reshape(x, [texts, length, heads, hidden / heads]), [0, 2, 1, 3]);
}

function layer(x: tf.Tensor, w: Record<string, tf.Tensor>): tf.Tensor {
  const product = (a: tf.Tensor, weight: string): tf.Tensor =>
    tf.add(tf.matMul(a, w[weight]!), w[`${weight}Bias`]!);
  const [query, key, value] = ['query', 'key', 'value'].map((name) => split(product(x, name)));
  const scores = tf.mul(tf.matMul(query!, key!, false, true), 1 / Math.sqrt(hidden / heads));
  const context = tf.matMul(tf.softmax(scores), value!);
  const joined = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [texts * length, hidden]);
  const attended = norm(tf.add(x, product(joined, 'output')), w['norm1']!, w['norm1Bias']!);
  const fed = product(gelu(product(attended, 'up')), 'down');
  return norm(tf.add(attended, fed), w['norm2']!, w['norm2Bias']!);
}

/** Forward and backward on tfjs-backend-wasm, its threaded SIMD build. */
export async function tfjsLayer({
  threads,
  repeats,
}: {
  threads: number;
  repeats: number;
}): Promise<LayerResult> {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  setThreadsCount(threads);
  await tf.setBackend('wasm');
  await tf.ready();
  const rows = texts * length;
  const x = tf.tensor(input(), [rows, hidden]);
  const dy = tf.tensor(upstream(), [rows, hidden]);
  const weights = weightNames.map((name) => tf.tensor(weightsOf(name), [...weightShapes[name]]));
  const named = (given: tf.Tensor[]): Record<string, tf.Tensor> =>
    Object.fromEntries(weightNames.map((name, i) => [name, given[i]!]));
  const both = tf.valueAndGrads(
    (...given: tf.Tensor[]) => tf.sum(tf.mul(layer(given[0]!, named(given.slice(1))), dy)) as tf.Scalar,
  );
  const result: LayerResult = { seconds: [], value: NaN, gradient: NaN };
  for (let i = -1; i < repeats; i++) {
    const begun = performance.now();
    const { value, grads } = both([x, ...weights]);
    result.value = (await value.data())[0]!;
    const up = await grads[1 + weightNames.indexOf('up')]!.data();
    if (i >= 0) result.seconds.push((performance.now() - begun) / 1000);
    result.gradient = lengthOf(up);
    value.dispose();
    grads.forEach((grad) => grad.dispose());
  }
  return result;
}
