import { createHash } from 'node:crypto';

const sha = (kind: 'sha1' | 'sha256', ...parts: (string | Uint8Array)[]): string => {
  const hash = createHash(kind);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/**
 * What the Hub's API answers to /api/models/<repository>/tree/<revision>?recursive=true, weights standing in LFS; what it says
 * of a file is changed by `listed`.
 */
export function hubTree(
  folder: ReadonlyMap<string, Uint8Array>,
  listed: Record<string, object> = {},
): object[] {
  const files = [...folder].map(([path, bytes]) => {
    const size = bytes.byteLength;
    const git = { type: 'file', path, size, oid: sha('sha1', `blob ${size}\0`, bytes) };
    const large = path.endsWith('.safetensors');
    return {
      ...git,
      ...(large && { lfs: { oid: sha('sha256', bytes), size, pointerSize: 130 } }),
      ...listed[path],
    };
  });
  return [{ type: 'directory', path: '1_Pooling', oid: 'x', size: 0 }, ...files];
}
