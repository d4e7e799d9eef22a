/** At most so often is the page told, in milliseconds: a small model makes hundreds of steps a second. */
const pace = 200;

/** Hands on what is added in lots, the first at once and the next ones `pace` apart; nothing is left out. */
export class Paced<T> {
  #waiting: T[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;

  constructor(private readonly take: (lot: T[]) => void) {}

  add(item: T): void {
    this.#waiting.push(item);
    const due = this.#last + pace - performance.now();
    // A hidden tab's timers come late; what is added meanwhile does not wait for them.
    if (due <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), due);
  }

  /** Hands on what waits: something else is to be told that must not come before it. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#last = performance.now();
    const lot = this.#waiting;
    this.#waiting = [];
    this.take(lot);
  }
}
