import { take, TICKET, type KernelFunction } from './shift';

export type ToThread =
  | { memory: WebAssembly.Memory; control: number; words: number; wordCount: number; scratch: number }
  | { module: WebAssembly.Module; names: readonly string[] }
  | { epoch: number };
export type FromThread = 'listening';

/** Looks this often for the next command before it sleeps. */
const SPINS = 4000;
/** Milliseconds: whoever is not woken looks by himself. */
const NAP = 2;

interface Place {
  memory: WebAssembly.Memory;
  control: Int32Array;
  words: Int32Array;
  wordsAt: number;
  scratch: number;
}

let place: Place | undefined;
const functions: KernelFunction[] = [];

onmessage = ({ data }: MessageEvent<ToThread>) => {
  if ('memory' in data) {
    const { memory, control, words, wordCount, scratch } = data;
    place = {
      memory,
      control: new Int32Array(memory.buffer, control, 16),
      words: new Int32Array(memory.buffer, words, wordCount),
      wordsAt: words,
      scratch,
    };
    postMessage('listening' satisfies FromThread);
  } else if (place && 'module' in data) {
    const { exports } = new WebAssembly.Instance(data.module, { env: { memory: place.memory } });
    for (const name of data.names) functions.push(exports[name] as KernelFunction);
  } else if (place && 'epoch' in data) work(place, data.epoch);
};

/** Helps with the commands of one run until they are all done. */
function work({ control, words, wordsAt, scratch }: Place, epoch: number): void {
  for (let spins = 0; ; spins++) {
    if (take(control, words, functions, scratch, wordsAt, epoch)) spins = 0;
    const ticket = Atomics.load(control, TICKET);
    if (ticket >>> 24 !== epoch) return;
    if (spins > SPINS) Atomics.wait(control, TICKET, ticket, NAP);
  }
}
