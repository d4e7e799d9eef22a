import { Array as JaxArray, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
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

// jax-js takes over the arrays it is given: `.ref` keeps one for another use.

function norm(x: JaxArray, scale: JaxArray, bias: JaxArray): JaxArray {
  return nn.standardize(x, -1, { epsilon }).mul(scale).add(bias);
}

function layer(x: JaxArray, w: Record<string, JaxArray>): JaxArray {
  const product = (a: JaxArray, weight: string): JaxArray =>
    np.matmul(a, w[weight]!).add(w[`${weight}Bias`]!);
  const split = (a: JaxArray): JaxArray =>
    np.transpose(a.reshape([texts, length, heads, hidden / heads]), [0, 2, 1, 3]);
  const query = split(product(x.ref, 'query'));
  const key = split(product(x.ref, 'key'));
  const value = split(product(x.ref, 'value'));
  const scores = np.matmul(query, np.transpose(key, [0, 1, 3, 2])).mul(1 / Math.sqrt(hidden / heads));
  const context = np.matmul(nn.softmax(scores, -1), value);
  const joined = np.transpose(context, [0, 2, 1, 3]).reshape([texts * length, hidden]);
  const attended = norm(x.add(product(joined, 'output')), w['norm1']!, w['norm1Bias']!);
  const fed = product(nn.gelu(product(attended.ref, 'up'), { approximate: false }), 'down');
  return norm(attended.add(fed), w['norm2']!, w['norm2Bias']!);
}

/** Forward and backward on jax-js' WebAssembly device, compiled by its `jit`; it chooses its threads itself. */
export async function jaxLayer({ repeats }: { repeats: number }): Promise<LayerResult> {
  await init('wasm');
  defaultDevice('wasm');
  const rows = texts * length;
  const x = np.array(input()).reshape([rows, hidden]);
  const dy = np.array(upstream()).reshape([rows, hidden]);
  const weights = Object.fromEntries(
    weightNames.map((name) => [name, np.array(weightsOf(name)).reshape([...weightShapes[name]])]),
  );
  const loss = (given: Record<string, JaxArray>, x0: JaxArray, upper: JaxArray): JaxArray =>
    np.sum(layer(x0, given).mul(upper));
  const both = jit(valueAndGrad(loss, { argnums: [0, 1] }));
  const result: LayerResult = { seconds: [], value: NaN, gradient: NaN };
  for (let i = -1; i < repeats; i++) {
    const begun = performance.now();
    const kept = Object.fromEntries(Object.entries(weights).map(([name, array]) => [name, array.ref]));
    const [value, [grads, dx]] = both(kept, x.ref, dy.ref);
    result.value = Number(await value.jsAsync());
    const { up, ...others } = grads;
    const numbers = await up!.data();
    await dx.blockUntilReady();
    if (i >= 0) result.seconds.push((performance.now() - begun) / 1000);
    result.gradient = lengthOf(numbers);
    [dx, ...Object.values(others)].forEach((array) => array.dispose());
  }
  return result;
}
