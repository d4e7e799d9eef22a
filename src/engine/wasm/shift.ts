/** from, to, scratch, address of the arguments */
export type KernelFunction = (from: number, to: number, scratch: number, args: number) => void;

/**
 * Words of control. The ticket holds which run of commands (7 bits), which command (12) and which piece of it (12) is next;
 * a thread takes a piece by counting the ticket up, which fails where another was quicker.
 */
export const TICKET = 0;
export const DONE = 1;
export const FAILED = 2;
export const EPOCHS = 128;
/** The most commands in one go; words up to there say where each lies: kernel, total, unit, arguments. */
export const COMMANDS = 4096;

export function chunksOf(words: Int32Array, command: number): number {
  const at = words[command]!;
  return Math.ceil(words[at + 1]! / words[at + 2]!);
}

/** Does one piece of the present command; false when none is left. */
export function take(
  control: Int32Array,
  words: Int32Array,
  functions: readonly KernelFunction[],
  scratch: number,
  wordsAt: number,
  epoch: number,
): boolean {
  for (;;) {
    const ticket = Atomics.load(control, TICKET);
    if (ticket >>> 24 !== epoch) return false;
    const at = words[(ticket >>> 12) & 4095]!;
    const [kernel, total, unit] = [words[at]!, words[at + 1]!, words[at + 2]!];
    const from = (ticket & 4095) * unit;
    if (!(from < total)) return false;
    if (Atomics.compareExchange(control, TICKET, ticket, ticket + 1) !== ticket) continue;
    try {
      functions[kernel]!(from, Math.min(total, from + unit), scratch, wordsAt + (at + 3) * 4);
    } catch (error) {
      Atomics.store(control, FAILED, 1);
      console.error(error);
    }
    finishChunk(control);
    return true;
  }
}

export function finishChunk(control: Int32Array): void {
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}
