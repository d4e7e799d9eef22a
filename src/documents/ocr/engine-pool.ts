import type { OcrEngine } from './ocr-engine';

/**
 * `size` engines as one: each image goes to one that is free, those that wait in the order in which they came. Engines are
 * started when needed. One that failed is closed, and another started for the next image: what it is worth then nobody knows.
 */
export function enginePool(start: () => Promise<OcrEngine>, size: number): OcrEngine {
  const free: OcrEngine[] = [];
  const waiting: ((engine: OcrEngine | null) => void)[] = [];
  let started = 0;
  let closed = false;

  const take = async (): Promise<OcrEngine> => {
    const idle = free.pop();
    if (idle) return idle;
    if (started < size) started++;
    else {
      const given = await new Promise<OcrEngine | null>((resolve) => waiting.push(resolve));
      if (given) return given;
    }
    try {
      return await start();
    } catch (error) {
      drop();
      throw error;
    }
  };
  const give = (engine: OcrEngine) => {
    const next = waiting.shift();
    if (next) next(engine);
    else if (closed) void engine.close();
    else free.push(engine);
  };
  /** Whoever waits starts another in its place. */
  const drop = () => {
    const next = waiting.shift();
    if (next) next(null);
    else started--;
  };

  return {
    async recognize(image, oneBlock) {
      const engine = await take();
      try {
        const read = await engine.recognize(image, oneBlock);
        give(engine);
        return read;
      } catch (error) {
        engine.close().catch(() => undefined);
        drop();
        throw error;
      }
    },
    async close() {
      closed = true;
      await Promise.all(free.splice(0).map((engine) => engine.close()));
    },
  };
}

// Of gigabytes, as browsers say them: an engine with two languages and a page is taken to need a fifth of one (an estimate).
const memoryShare = 2;
const mostEngines = 8;

/** As many pages are read at once: one a core, fewer where there is little memory. `gigabytes`: undefined where not known. */
export function pagesAtOnce(cores: number, gigabytes: number | undefined): number {
  return Math.max(1, Math.min(cores, mostEngines, Math.floor((gigabytes ?? 4) / memoryShare) * 2));
}
