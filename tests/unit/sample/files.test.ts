import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashSources, sampleFolder, volumes } from '../../../scripts/sample/sources.mjs';

const manifest = JSON.parse(readFileSync(join(sampleFolder, 'sample.json'), 'utf8'));

describe('public/sample', () => {
  test('holds every PDF and question file that its manifest names, and no other', () => {
    const named: string[] = [...manifest.files, ...manifest.questions].map(({ file }) => file);
    expect(readdirSync(sampleFolder).sort()).toEqual([...named, 'README.md', 'sample.json'].sort());
    expect(manifest.files).toEqual(
      volumes.map(({ id, file, language, title }) => ({ file, volume: id, language, title })),
    );
  });

  test('holds PDFs made of the sources as they are now (else run: node scripts/sample/make.mjs)', () => {
    expect(manifest.sources_sha256).toBe(hashSources());
    for (const { file } of volumes)
      expect(readFileSync(join(sampleFolder, file)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });

  test('stays under 3 MB', () => {
    const bytes = readdirSync(sampleFolder).reduce(
      (sum, name) => sum + statSync(join(sampleFolder, name)).size,
      0,
    );
    expect(bytes).toBeLessThan(3_000_000);
  });

  test('has a title in both languages and settings for the rule-based writer', () => {
    expect(manifest.title).toEqual({ en: expect.any(String), zh: expect.any(String) });
    expect(manifest.writer).toEqual({ kind: 'rules', pairs: expect.any(Number), seed: expect.any(Number) });
    expect(manifest.tuned_language).toBe('en');
  });
});
