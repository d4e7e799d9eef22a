/** Seconds over which the speed is averaged: long enough not to jump, short enough to follow a slower file. */
const memory = 20;
/** What happens before this many seconds is no measure: pieces that were there already are passed over at once. */
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
      if ((now - this.#started) / 1000 >= silence)
        this.#speed = this.#speed === null ? speed : this.#speed + weight * (speed - this.#speed);
      this.#last = now;
      this.#fraction = fraction;
    }
    return this.#speed === null ? null : (1 - this.#fraction) / this.#speed;
  }
}
