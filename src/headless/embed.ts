import type { Workers } from '../project/workers';
import type { Host } from './host';
import { isObject, parseLines } from './json-lines';
import { chosenModel, chosenRuntime } from './model';

/** Embedded at a time: bounds the memory for vectors and their text. */
const portion = 2048;

/** Nine significant digits give a float32 back exactly. */
const exact = (value: number): number => Number(value.toPrecision(9));

/** VECTORS.jsonl: {"_id"?, "vector"} a line, in the order of the texts. */
export async function embed(host: Host, workers: Workers): Promise<string[]> {
  const file = host.inputs('texts')[0]?.path ?? 'texts';
  const rows = parseLines(await host.readText('texts'), file, readRow);
  const model = await chosenModel(host);
  const runtime = await chosenRuntime(host, workers);
  for (let start = 0; start < rows.length; start += portion) {
    const part = rows.slice(start, start + portion);
    const texts = part.map(({ text }) => text);
    const vectors = await workers.embed.call((worker, listen) =>
      worker.embed(
        model,
        texts,
        host.options.kind,
        runtime,
        listen(() => undefined),
      ),
    );
    const width = vectors.length / part.length;
    const lines = part.map(({ id }, index) => {
      const vector = Array.from(vectors.subarray(index * width, (index + 1) * width), exact);
      return JSON.stringify({ ...(id === undefined ? {} : { _id: id }), vector });
    });
    await host.write('', `${lines.join('\n')}\n`, start > 0);
    host.progress('Embedding')({ done: start + part.length, total: rows.length });
  }
  return [];
}

function readRow(row: unknown): { id?: string | number; text: string } | null {
  if (typeof row === 'string') return { text: row };
  if (!isObject(row) || typeof row.text !== 'string') return null;
  const id = row._id ?? row.id;
  return typeof id === 'string' || typeof id === 'number' ? { id, text: row.text } : { text: row.text };
}
