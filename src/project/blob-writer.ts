/** Bytes that are in memory at a time; what is handed to the browser is kept outside. */
const portion = 4_000_000;

/** Makes one long Blob of many short pieces without holding them all. */
export class BlobWriter {
  readonly #done: Blob[] = [];
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece as Uint8Array<ArrayBuffer>);
    this.#bytes += piece.byteLength;
    if (this.#bytes >= portion) this.#handOn();
  }

  blob(type = ''): Blob {
    this.#handOn();
    return new Blob(this.#done, { type });
  }

  #handOn(): void {
    this.#done.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#bytes = 0;
  }
}
