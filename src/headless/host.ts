import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import type { RuntimeOptions } from '../engine/types';
import type { OcrChoice } from '../documents/ocr/choice';
import type { WriterSettings } from '../pairs/types';

export interface JobOptions {
  runtime: RuntimeOptions;
  modelName?: string;
  writer?: WriterSettings;
  dims?: number[];
  columns?: string[];
  /** The column of labels; 'none': not looked at. */
  label?: string;
  maxTokens?: number;
  wholeTables?: boolean;
  /** Absent: automatic. */
  ocr?: OcrChoice;
  /** Of scans. */
  languages?: string[];
  arguments?: unknown;
  kind: 'query' | 'document';
}

export type InputRole =
  'file' | 'chunks' | 'data' | 'model' | 'guide' | 'eval' | 'texts' | 'questions' | 'language';

export interface Input {
  role: InputRole;
  /** Within what was named on the command line. */
  path: string;
  url: string;
}

export interface Job {
  command: string;
  options: JobOptions;
  inputs: Input[];
}

/** A long result goes in pieces of about this many characters, so that none is held twice. */
const pieceSize = 8_000_000;

/** The command line's side: the local server of scripts/hone/exchange.mjs, at an address with a secret in it. */
export class Host {
  #said = '';

  private constructor(
    private readonly base: string,
    readonly job: Job,
  ) {}

  static async at(base: string): Promise<Host> {
    const response = await fetch(`${base}job`);
    return new Host(base, (await response.json()) as Job);
  }

  get options(): JobOptions {
    return this.job.options;
  }

  inputs(role: InputRole): Input[] {
    return this.job.inputs.filter((input) => input.role === role);
  }

  async read({ url, path }: Input): Promise<Blob> {
    const response = await fetch(url);
    if (!response.ok) throw new HoneError('file/unreadable', { file: path });
    return response.blob();
  }

  async readAsFile(input: Input): Promise<File> {
    const name = input.path.split('/').at(-1) ?? input.path;
    return new File([await this.read(input)], name);
  }

  async readText(role: InputRole, path?: string): Promise<string> {
    const input = this.inputs(role).find((one) => path === undefined || one.path === path);
    if (!input) throw new HoneError('file/unreadable', { file: path ?? role });
    return (await this.read(input)).text();
  }

  /** Writes a result, `path` within the folder named by --out; with a file named there, `path` says nothing. */
  async write(path: string, content: BodyInit, append = false): Promise<void> {
    const address = `${this.base}out/${path.split('/').map(encodeURIComponent).join('/')}`;
    const response = await fetch(append ? `${address}?append` : address, { method: 'POST', body: content });
    if (!response.ok) throw new HoneError('unexpected', { message: `${path} could not be written` });
  }

  async writeJson(path: string, value: unknown): Promise<void> {
    await this.write(path, `${JSON.stringify(value, null, 2)}\n`);
  }

  async writeLines(path: string, rows: Iterable<unknown>): Promise<void> {
    let piece = '';
    let append = false;
    for (const row of rows) {
      piece += `${JSON.stringify(row)}\n`;
      if (piece.length < pieceSize) continue;
      await this.write(path, piece, append);
      piece = '';
      append = true;
    }
    if (piece || !append) await this.write(path, piece, append);
  }

  /** A line of progress; the same line is not said twice. */
  say(line: string): void {
    if (line === this.#said) return;
    this.#said = line;
    fetch(`${this.base}progress`, { method: 'POST', body: line }).catch((error: unknown) =>
      console.warn(line, error),
    );
  }

  /** Progress of a long step, said at each twentieth. */
  progress(what: string): OnProgress {
    return ({ done, total, note }) => {
      const twentieth = Math.floor((done / Math.max(1, total)) * 20);
      this.say(`${what} ${twentieth * 5}%${note && twentieth < 20 ? ` (${note.split(',')[0]})` : ''}`);
    };
  }

  async end(result: { ok: boolean; message?: string; summary?: string }): Promise<void> {
    await fetch(`${this.base}end`, { method: 'POST', body: JSON.stringify(result) });
  }
}
