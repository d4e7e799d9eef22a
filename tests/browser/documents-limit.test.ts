import { expect, test } from 'vitest';
import { openPdf } from '../../src/documents/pdf/open-pdf';

test('a PDF on which the parser hangs is given up after the time limit, and its thread is ended', async () => {
  let ended = false;
  // A thread that answers nothing is what a hanging parser looks like from outside.
  const createPdfWorker = (): Worker => {
    const thread = new Worker(URL.createObjectURL(new Blob(['for (;;);'], { type: 'text/javascript' })));
    const terminate = thread.terminate.bind(thread);
    thread.terminate = () => {
      ended = true;
      terminate();
    };
    return thread;
  };
  const vendor = (path: string) => new URL(`/vendor/pdfjs/${path}/`, location.href).href;
  const assets = {
    cMapUrl: vendor('cmaps'),
    standardFontDataUrl: vendor('standard_fonts'),
    wasmUrl: vendor('wasm'),
    createPdfWorker,
    startOcr: () => Promise.reject(new Error('no recognition in this test')),
  };
  const file = { name: 'hang.pdf', bytes: new TextEncoder().encode('%PDF-1.7\n') };
  await expect(openPdf(file, assets, 'none', { limit: 300 })).rejects.toMatchObject({
    code: 'pdf/broken',
    parameters: { file: 'hang.pdf' },
  });
  expect(ended).toBe(true);
});
