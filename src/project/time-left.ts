/** Seconds over which the speed is averaged: long enough not to jump, short enough to follow a slower file. */
const memory = 20;
/** No estimate before this many seconds: the first piece of work tells little. */
const silence = 3;

/** Time left of a job from its fraction, by an exponential average of its speed. */
export class TimeLeft {
  #started: number;
  #last: number;
  #fraction = 0;
  #speed: number | null = null;

  /** `now`: milliseconds. */
  constructor(now: number) {
    this.#started = now;
    this.#last = now;
  }

  /** Time spent paused does not count. */
  resume(now: number): void {
    this.#started += now - this.#last;
    this.#last = now;
  }

  /** Seconds left; null while not yet known. */
  update(fraction: number, now: number): number | null {
    const seconds = (now - this.#last) / 1000;
    const gained = fraction - this.#fraction;
    if (seconds > 0 && gained > 0) {
      const speed = gained / seconds;
      const weight = 1 - Math.exp(-seconds / memory);
      this.#speed = this.#speed === null ? speed : this.#speed + weight * (speed - this.#speed);
      this.#last = now;
      this.#fraction = fraction;
    }
    if (this.#speed === null || (now - this.#started) / 1000 < silence) return null;
    return (1 - this.#fraction) / this.#speed;
  }
}
