import { HoneError } from '../../errors/hone-error';
import type { OcrEngine } from './ocr-engine';

/**
 * `size` engines as one: each image goes to one that is free, those that wait in the order in which they came. Engines are
 * started when needed. One that failed is closed, and another started for the next image: what it is worth then nobody knows.
 * Closing ends them at once: images that are being read or wait fail with 'cancelled'.
 */
export function enginePool(start: () => Promise<OcrEngine>, size: number): OcrEngine {
  const free: OcrEngine[] = [];
  const reading = new Set<OcrEngine>();
  const waiting: ((engine: OcrEngine | null) => void)[] = [];
  let started = 0;
  let closed = false;
  let end: (error: HoneError) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (end = reject));
  ended.catch(() => undefined);

  const take = async (): Promise<OcrEngine> => {
    if (closed) throw new HoneError('cancelled');
    const idle = free.pop();
    if (idle) return idle;
    if (started < size) started++;
    else {
      const given = await new Promise<OcrEngine | null>((resolve) => waiting.push(resolve));
      if (given) return given;
    }
    try {
      if (closed) throw new HoneError('cancelled');
      return await start();
    } catch (error) {
      drop();
      throw error;
    }
  };
  const give = (engine: OcrEngine) => {
    const next = waiting.shift();
    if (next) next(engine);
    else free.push(engine);
  };
  /** Whoever waits starts another in its place. */
  const drop = () => {
    const next = waiting.shift();
    if (next) next(null);
    else started--;
  };

  /** False for one that was ended with the pool meanwhile. */
  const leave = (engine: OcrEngine) => reading.delete(engine);

  return {
    async recognize(image, oneBlock) {
      const engine = await take();
      if (closed) {
        await engine.close();
        throw new HoneError('cancelled');
      }
      reading.add(engine);
      try {
        const read = await Promise.race([engine.recognize(image, oneBlock), ended]);
        if (leave(engine)) give(engine);
        return read;
      } catch (error) {
        if (leave(engine)) {
          engine.close().catch(() => undefined);
          drop();
        }
        throw error;
      }
    },
    async close() {
      closed = true;
      const all = [...free.splice(0), ...reading];
      reading.clear();
      end(new HoneError('cancelled'));
      for (const next of waiting.splice(0)) next(null);
      await Promise.all(all.map((engine) => engine.close()));
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
