import { PDFDataRangeTransport } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Gives pdf.js the parts of a file that it asks for, so that neither side holds the whole. */
export class StoredRange extends PDFDataRangeTransport {
  constructor(private readonly file: Blob) {
    super(file.size, null);
  }

  override requestDataRange(begin: number, end: number): void {
    this.file
      .slice(begin, end)
      .arrayBuffer()
      .then(
        (part) => this.onDataRange(begin, new Uint8Array(part)),
        // The page waits for it until its time is up.
        (error: unknown) => console.warn('A part of the file could not be read', error),
      );
  }
}
