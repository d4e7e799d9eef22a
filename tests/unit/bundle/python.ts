import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [process.env.HONE_PYTHON, '.cache/python/bin/python'];

/**
 * A Python with sentence-transformers and onnxruntime: HONE_PYTHON, or one that is already here; null where there is none
 * (the test then skips itself). In CI its absence fails.
 */
export function findPython(): string | null {
  const python = candidates.find((path) => path && existsSync(path)) ?? null;
  if (!python && process.env.CI)
    throw new Error('CI needs a Python with sentence-transformers: set HONE_PYTHON');
  return python;
}

/** Runs a script and gives its last `count` lines of output, whatever its exit status; throws with its complaints when it prints fewer. */
export function runPython(python: string, args: string[], count: number, input = ''): string[] {
  const { stdout, stderr } = spawnSync(python, args, {
    encoding: 'utf8',
    input,
    env: { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });
  const lines = stdout.trim().split('\n');
  if (lines.length < count || lines[0] === '') throw new Error(stderr);
  return lines.slice(-count);
}
