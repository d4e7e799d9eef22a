import { doubtful, type OcrEngine } from './ocr-engine';

// By so much must the other engine be surer.
const clearly = 0.1;

/**
 * Reads with `first`; a page that it is not sure of also with `wider`, which knows more languages and is slower. Where that
 * is clearly surer, the rest of the document is read with it.
 */
export function widening(first: OcrEngine, wider: () => Promise<OcrEngine>): OcrEngine {
  let other: Promise<OcrEngine> | null = null;
  let changed = false;
  const started = () => (other ??= wider());
  return {
    async recognize(image, oneBlock) {
      if (changed) return (await started()).recognize(image, oneBlock);
      const read = await first.recognize(image, oneBlock);
      if (oneBlock || read.confidence >= doubtful) return read;
      const again = await (await started()).recognize(image);
      changed = again.confidence > read.confidence + clearly;
      return changed ? again : read;
    },
    async close() {
      await first.close();
      if (other) await (await other).close();
    },
  };
}
