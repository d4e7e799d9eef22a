import { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A thread of pdf.js. Starting one takes longer than reading a short file, so it is kept for the next one. */
export interface PdfThread {
  worker: PDFWorker;
  /** For the next file; only when it has answered to the last. */
  keep(): void;
  end(): void;
}

// What a file leaves behind in a thread goes with it in the end.
const mostFiles = 50;
const idle = new WeakMap<() => Worker, PdfThread>();

/** Starts a thread for the first file to come. */
export function prepareThread(make: () => Worker): void {
  if (!idle.has(make)) idle.set(make, startThread(make));
}

/** The thread that `make` made and that has nothing to do, or a new one. */
export function takeThread(make: () => Worker): PdfThread {
  const kept = idle.get(make);
  idle.delete(make);
  return kept ?? startThread(make);
}

function startThread(make: () => Worker): PdfThread {
  const port = make();
  const worker = PDFWorker.create({ port });
  let files = 0;
  const thread: PdfThread = {
    worker,
    keep() {
      files++;
      if (files >= mostFiles || idle.has(make)) thread.end();
      else idle.set(make, thread);
    },
    end() {
      worker.destroy();
      port.terminate();
    },
  };
  return thread;
}
