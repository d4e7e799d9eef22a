import { HoneError } from '../errors/hone-error';

export type JsonObject = Record<string, unknown>;

/** A model's folder with failures that name the file. */
export class FolderFiles {
  constructor(private readonly contents: ReadonlyMap<string, Uint8Array>) {}

  bytes(path: string): Uint8Array | null {
    return this.contents.get(path) ?? null;
  }

  text(path: string): string | null {
    const bytes = this.contents.get(path);
    if (!bytes) return null;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (cause) {
      throw this.corrupt(path, 'it is not UTF-8 text', cause);
    }
  }

  json(path: string): JsonObject | null {
    const value = this.parse(path);
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) throw this.corrupt(path, 'it is not an object');
    return value as JsonObject;
  }

  list(path: string): JsonObject[] | null {
    const value = this.parse(path);
    if (value === null) return null;
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
    if (!isList) throw this.corrupt(path, 'it is not a list of objects');
    return value as JsonObject[];
  }

  missing(path: string): HoneError {
    return new HoneError('model/corrupt', { file: path, detail: 'it is missing' });
  }

  corrupt(path: string, detail: string, cause?: unknown): HoneError {
    return new HoneError('model/corrupt', { file: path, detail }, { cause });
  }

  private parse(path: string): unknown {
    const text = this.text(path);
    if (text === null) return null;
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw this.corrupt(path, 'it is not JSON', cause);
    }
  }
}
