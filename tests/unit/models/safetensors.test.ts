import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { readSafetensors, writeSafetensors } from '../../../src/models/safetensors';

const folder = 'tests/goldens/models';
const golden = JSON.parse(readFileSync(`${folder}/tensor_types.json`, 'utf8')) as Record<
  string,
  { shape: number[]; values: string[] }
>;
const fileBytes = new Uint8Array(readFileSync(`${folder}/tensor_types.safetensors`));

const number = (text: string) => Number(text.replace('inf', 'Infinity'));

test('every floating-point type reads as torch reads it, and integer tensors are left out', () => {
  const weights = readSafetensors(fileBytes, 'tensor_types.safetensors');
  expect([...weights.keys()].sort()).toEqual(Object.keys(golden).sort());
  for (const [name, { shape, values }] of Object.entries(golden)) {
    expect(weights.get(name)!.shape, name).toEqual(shape);
    const read = [...weights.get(name)!.data];
    expect(read.length).toBe(values.length);
    values.forEach((value, i) => expect(Object.is(read[i], number(value)), `${name}[${i}]`).toBe(true));
  }
});

test('a file that does not start at a multiple of 4 reads the same', () => {
  const shifted = new Uint8Array(fileBytes.length + 1);
  shifted.set(fileBytes, 1);
  const weights = readSafetensors(shifted.subarray(1), 'x');
  expect(weights.get('single')!.data[4]).toBe(3.140625);
});

test('what is written reads back bit for bit, its data aligned', () => {
  const tensor = fc.record({
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tensor, { noNullPrototype: true }), (tensors) => {
      const weights = new Map(
        Object.entries(tensors)
          .filter(([name]) => name !== '__metadata__' && name !== '__proto__')
          .map(([name, { shape, seed }]) => {
            const size = shape.reduce((product, n) => product * n, 1);
            return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i)) }];
          }),
      );
      const bytes = writeSafetensors(weights);
      expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
      expect(readSafetensors(bytes, 'x')).toEqual(weights);
    }),
  );
});

const withHeader = (header: unknown, dataBytes = 16): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};
const f32 = (shape: unknown, data_offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets,
});

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array(0)],
  ['a header longer than the file', new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 123, 125])],
  ['a header that is not JSON', withHeader('{"a":')],
  ['a header that is not UTF-8', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff])],
  ['a header that is a list', withHeader([])],
  ['an entry that is no object', withHeader({ a: 3 })],
  ['an unknown type', withHeader({ a: f32([4], [0, 16], 'F8_E4M3') })],
  ['a type named like an object property', withHeader({ a: f32([4], [0, 16], 'constructor') })],
  ['a negative size', withHeader({ a: f32([-4], [0, 16]) })],
  ['a fraction for a size', withHeader({ a: f32([2.5], [0, 10]) })],
  ['a shape larger than the offsets', withHeader({ a: f32([5], [0, 16]) })],
  ['a shape whose product overflows', withHeader({ a: f32([2 ** 31, 2 ** 31, 4], [0, 16]) })],
  ['offsets that run backwards', withHeader({ a: f32([0], [16, 0]) })],
  ['offsets past the end', withHeader({ a: f32([8], [0, 32]) })],
  ['overlapping tensors', withHeader({ a: f32([4], [0, 16]), b: f32([2], [8, 16]) })],
  ['a hole', withHeader({ a: f32([1], [0, 4]), b: f32([2], [8, 16]) })],
  ['data that nobody owns', withHeader({ a: f32([2], [0, 8]) })],
])('%s is refused with the file named', (_, bytes) => {
  expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(HoneError);
  expect(() => readSafetensors(bytes, 'model.safetensors')).toThrow(/model\/corrupt.*model\.safetensors/);
});

test('no bytes whatever make the reader fail otherwise', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.json(), (noise, json) => {
      for (const bytes of [noise, withHeader(json, noise.length)]) {
        try {
          readSafetensors(bytes, 'x');
        } catch (error) {
          expect(error).toMatchObject({ code: 'model/corrupt' });
        }
      }
    }),
  );
});
