import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { readingFailure } from '../../src/documents/reading-failure';
import { HoneError, type ErrorCode } from '../../src/errors/hone-error';
import { createWorkers, type Caller } from '../../src/project/workers';
import type { ReadDocument } from '../../src/documents/types';
import type { ExtractWorker, ReadOptions } from '../../workers/types';
import { hostileFiles, type HostileFile, type TestFile } from '../fuzz/hostile-files';

declare module 'vitest/browser' {
  interface BrowserCommands {
    sharedFiles(folder: string): Promise<{ name: string; base64: string }[]>;
  }
}

const seed = 'kiln';
// Milliseconds; the app waits longer, for slow machines and long books.
const patience = { open: 5000, page: 3000 };
const silence = 12;
const longest = 120_000;
/** What may be said of a file that cannot be read. */
const sayable: readonly ErrorCode[] = [
  'file/empty',
  'file/unsupported',
  'file/other-format',
  'file/too-large',
  'file/unreadable',
  'file/hangs',
  'pdf/encrypted',
  'pdf/broken',
  'ocr/failed',
];

interface Outcome {
  file: HostileFile;
  seconds: number;
  document?: ReadDocument;
  error?: HoneError;
}

const fetched = Object.keys(
  import.meta.glob(['/public/sample/*.pdf', '/tests/fixtures/documents/*.{pdf,png}'], { query: '?url' }),
);
let sources: TestFile[] = [];
const readers: Caller<ExtractWorker>[] = [];

beforeAll(async () => {
  sources = await Promise.all(
    fetched.map(async (path) => {
      const response = await fetch(path.replace('/public/', '/'));
      return { name: path.split('/').at(-1)!, bytes: new Uint8Array(await response.arrayBuffer()) };
    }),
  );
});
afterAll(() => readers.forEach((reader) => reader.end()));

async function readOne(
  reader: Caller<ExtractWorker>,
  file: HostileFile,
  limits: Partial<Pick<ReadOptions, 'patience'>> = { patience },
): Promise<Outcome> {
  const started = performance.now();
  const end = () => ({ file, seconds: (performance.now() - started) / 1000 });
  const bytes = file.bytes.slice().buffer;
  try {
    const document = await reader.call((worker, listen) =>
      worker.read(
        { name: file.name, bytes },
        { ocrLanguages: ['eng'], ...limits },
        listen(() => undefined),
      ),
    );
    return { ...end(), document };
  } catch (thrown) {
    return { ...end(), error: readingFailure(thrown, file.name) };
  }
}

const good = (): HostileFile => ({
  ...sources.find(({ name }) => name === 'ruled-table.pdf')!,
  why: 'nothing',
  ends: 'read',
});

/** Reads them as the app does, one after the other, on two workers. */
async function readAll(files: readonly HostileFile[]): Promise<Outcome[]> {
  // What a worker is made of is made ready once, which takes a while.
  const first = createWorkers().extract;
  expect(complaint(await readOne(first, good(), {}))).toEqual([]);
  first.end();
  const waiting = [...files];
  const outcomes: Outcome[] = [];
  const work = async () => {
    const { extract } = createWorkers({ extract: silence });
    readers.push(extract);
    for (let file = waiting.shift(); file; file = waiting.shift())
      outcomes.push(await readOne(extract, file));
  };
  await Promise.all([work(), work()]);
  return outcomes;
}

/** In words, what is wrong with how reading it ended. */
function complaint({ file, seconds, document, error }: Outcome): string[] {
  const said: string[] = [];
  if (error && !sayable.includes(error.code)) said.push(`ended with ${error.message}: ${error.stack ?? ''}`);
  if (error && error.parameters.file !== file.name) said.push(`${error.code} does not name it`);
  if (file.ends === 'read' && error) said.push(`was refused with ${error.code}: ${error.stack ?? ''}`);
  if (file.ends === 'refused' && document) said.push(`was read: ${document.elements[0]?.text.slice(0, 80)}`);
  if (document && document.elements.some(({ text }) => !text.trim()))
    said.push('has an element without text');
  if (seconds * 1000 > longest) said.push(`took ${seconds.toFixed(1)} s`);
  return said.map((what) => `${file.name} (${file.why}) ${what}`);
}

function report(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { error } of outcomes)
    counts.set(error?.code ?? 'read', (counts.get(error?.code ?? 'read') ?? 0) + 1);
  const slow = [...outcomes].sort((a, b) => b.seconds - a.seconds).slice(0, 12);
  return [
    [...counts].map(([what, count]) => `${what} ${count}`).join(', '),
    ...slow.map(
      ({ file, seconds, error }) =>
        `${seconds.toFixed(1)} s ${file.name.slice(0, 40)} ${error?.code ?? 'read'}`,
    ),
  ].join('\n');
}

test('each of 200 and more hostile files ends in a result or in an error that names it, and none stops the others', async () => {
  const files = hostileFiles(sources, seed);
  expect(files.length).toBeGreaterThanOrEqual(200);
  const outcomes = await readAll(files);
  console.info(`${files.length} files: ${report(outcomes)}`);
  expect(outcomes).toHaveLength(files.length);
  expect(outcomes.flatMap(complaint)).toEqual([]);
  // A worker that hangs is ended; the file is named, and the next one is read by a new worker.
  const hanging = outcomes.find(({ file }) => file.name === 'attributes.html');
  expect(hanging?.error).toMatchObject({ code: 'file/hangs', parameters: { file: 'attributes.html' } });
  expect('ran' in globalThis).toBe(false);
  for (const reader of readers) expect(complaint(await readOne(reader, good()))).toEqual([]);
}, 540_000);

test('the broken files of pdf.js end the same way', async ({ skip }) => {
  const shared = await commands.sharedFiles('pdf-pdfjs');
  skip(shared.length === 0, 'there is no ../shared/data/pdf-pdfjs here');
  const files = shared.map(({ name, base64 }): HostileFile => ({
    name,
    bytes: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)),
    why: 'pdf.js keeps it as a test',
  }));
  const outcomes = await readAll(files);
  console.info(`${files.length} files: ${report(outcomes)}`);
  expect(outcomes.flatMap(complaint)).toEqual([]);
});
