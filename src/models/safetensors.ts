import { HoneError } from '../errors/hone-error';
import type { Weights } from './types';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length N, N bytes of JSON
 * { name: { dtype, shape, data_offsets: [begin, end] }, "__metadata__"?: { string: string } }, then the data, row-major,
 * little-endian, without holes or overlaps.
 */

/** The reference implementation's own limit. */
const headerLimit = 100_000_000;

const bytesPerElement: Record<string, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

interface Entry {
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Tensors of floating-point type by name, widened to float32 (F16 and BF16 exactly; F64 rounded); integer tensors (a BERT
 * checkpoint's position_ids) are left out. A float32 tensor is a view into `bytes` where its alignment allows.
 * Throws HoneError 'model/corrupt' with `file` on anything the format does not allow, before any data is touched.
 */
export function readSafetensors(bytes: Uint8Array, file: string): Weights {
  const { entries, begins } = readEntries(bytes, bytes.byteLength, file);
  const data = bytes.subarray(begins);
  const weights: Weights = new Map();
  for (const [name, { dtype, shape, begin, end }] of entries) {
    const widened = widen(data.subarray(begin, end), dtype);
    if (widened) weights.set(name, { shape, data: widened });
  }
  return weights;
}

/**
 * The shapes of the tensors that readSafetensors gives, of a file of `size` bytes of which `head` are the first, at least
 * those of its header. Throws as readSafetensors.
 */
export function readShapes(head: Uint8Array, size: number, file: string): Map<string, { shape: number[] }> {
  const { entries } = readEntries(head, size, file);
  return new Map([...entries].filter(([, { dtype }]) => isFloating(dtype)));
}

/** Bytes up to the data of the file that begins with these 8. */
export const headerEnd = (first: Uint8Array): number =>
  8 + Number(new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true));

function readEntries(
  head: Uint8Array,
  size: number,
  file: string,
): { entries: Map<string, Entry>; begins: number } {
  const corrupt = (detail: string) => new HoneError('model/corrupt', { file, detail });
  if (size < 8) throw corrupt('shorter than its header');
  const begins = headerEnd(head);
  if (begins - 8 > Math.min(headerLimit, size - 8))
    throw corrupt(`header length ${begins - 8} is larger than the file`);
  const entries = readHeader(head.subarray(8, begins), corrupt);
  checkLayout(entries, size - begins, corrupt);
  return { entries, begins };
}

function readHeader(json: Uint8Array, corrupt: (detail: string) => HoneError): Map<string, Entry> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw corrupt('header is not JSON');
  }
  if (!isRecord(header)) throw corrupt('header is not an object');
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isRecord(value)) throw corrupt(`${name} is not an object`);
    const { dtype, shape, data_offsets: offsets } = value;
    const size = typeof dtype === 'string' ? bytesPerElement[dtype] : undefined;
    if (typeof dtype !== 'string' || size === undefined) throw corrupt(`${name} has an unknown dtype`);
    if (!isSizes(shape)) throw corrupt(`${name} has no valid shape`);
    if (!isSizes(offsets) || offsets.length !== 2) throw corrupt(`${name} has no valid offsets`);
    const [begin, end] = offsets as [number, number];
    // A product beyond 2^53 cannot equal a byte count, so rounding does no harm.
    const expected = shape.reduce((product, size) => product * size, size);
    if (end - begin !== expected) throw corrupt(`${name} has offsets that do not fit its shape`);
    entries.set(name, { dtype, shape, begin, end });
  }
  return entries;
}

function checkLayout(
  entries: Map<string, Entry>,
  length: number,
  corrupt: (detail: string) => HoneError,
): void {
  let position = 0;
  for (const [name, { begin, end }] of [...entries].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== position) throw corrupt(`${name} overlaps another tensor or leaves a hole`);
    position = end;
  }
  if (position !== length) throw corrupt(`data is ${length} bytes, header says ${position}`);
}

const isFloating = (dtype: string): boolean => ['F64', 'F32', 'F16', 'BF16'].includes(dtype);

function widen(data: Uint8Array, dtype: string): Float32Array | null {
  switch (dtype) {
    case 'F32':
      return data.byteOffset % 4 === 0
        ? new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)
        : new Float32Array(data.slice().buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(data.slice().buffer));
    case 'BF16':
      // The upper half of a float32.
      return new Float32Array(
        Uint32Array.from(new Uint16Array(data.slice().buffer), (half) => half << 16).buffer,
      );
    case 'F16':
      return new Float32Array(Uint32Array.from(new Uint16Array(data.slice().buffer), float16Bits).buffer);
    default:
      return null;
  }
}

/** IEEE 754 half -> the bits of the equal single. */
function float16Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: fraction · 2^-24. Shifted until its leading one stands where a normal's hidden one does.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** Float32 tensors as a safetensors file, in the order given; `metadata` as transformers writes it. */
export function writeSafetensors(
  weights: Weights,
  metadata: Record<string, string> = { format: 'pt' },
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let position = 0;
  for (const [name, { shape, data }] of weights) {
    header[name] = { dtype: 'F32', shape, data_offsets: [position, position + data.byteLength] };
    position += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the data begin at a multiple of 8, as the reference writer does.
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + padded + position);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  bytes.fill(0x20, 8 + json.byteLength, 8 + padded);
  let offset = 8 + padded;
  for (const { data } of weights.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
