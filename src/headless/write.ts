import { HoneError } from '../errors/hone-error';
import type { Chunk } from '../documents/types';
import { exportPairs } from '../pairs/exchange/export-pairs';
import { findDuplicates } from '../pairs/filters';
import { splitExamples } from '../pairs/split';
import type { Example, Written } from '../pairs/types';
import { splitSeed } from '../project/pairs.svelte';
import type { Workers } from '../project/workers';
import { examplesOf } from '../project/written-examples';
import { sentence } from './failure';
import type { Host } from './host';
import { isObject, parseLines } from './json-lines';

/** PAIRS.jsonl: the accepted questions about the chunks, split as the app splits them. */
export async function write(host: Host, workers: Workers): Promise<string[]> {
  const settings = host.options.writer;
  if (!settings) throw new HoneError('unexpected', { message: 'no writer' });
  const file = host.inputs('chunks')[0]?.path ?? 'chunks';
  const chunks = parseLines(await host.readText('chunks'), file, readChunk);
  const known = new Map(chunks.map((chunk) => [chunk.id, chunk]));
  const source = settings.kind === 'rules' ? 'rules' : 'model';
  const examples: Example[] = [];
  const failures: string[] = [];
  const onWritten = (written: Written) => {
    const chunk = known.get(written.chunkId);
    if (written.error) failures.push(sentence(new HoneError(written.error.code, written.error.parameters)));
    if (chunk) examples.push(...examplesOf(written, chunk, source));
  };
  await workers.write.call((worker, listen) =>
    worker.write(
      chunks,
      [],
      settings,
      listen(onWritten),
      listen(host.progress('Writing')),
      listen((url: string) => host.say(`Asked ${new URL(url).origin}`)),
    ),
  );
  // The last chunks' messages come by channels of their own.
  await new Promise((arrived) => setTimeout(arrived, 50));
  const duplicates = findDuplicates(examples);
  const kept = examples.filter(({ id, status }) => status === 'accepted' && !duplicates.has(id));
  await host.write('', exportPairs(splitExamples(kept, chunks, splitSeed), 'jsonl'));
  host.say(`${kept.length} pairs`);
  return failures;
}

function readChunk(row: unknown): Chunk | null {
  if (!isObject(row)) return null;
  const { id, text, documentId = '', documentName = '', headings = [], regions = [], elementIds = [] } = row;
  if (typeof id !== 'string' || typeof text !== 'string') return null;
  if (typeof documentId !== 'string' || typeof documentName !== 'string' || !Array.isArray(headings))
    return null;
  return {
    id,
    documentId,
    documentName,
    text,
    headings: headings.map(String),
    regions: Array.isArray(regions) ? (regions as Chunk['regions']) : [],
    elementIds: Array.isArray(elementIds) ? elementIds.map(String) : [],
    kind: row.kind === 'table' ? 'table' : 'text',
    tokens: typeof row.tokens === 'number' ? row.tokens : 0,
  };
}
