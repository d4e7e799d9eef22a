/** What a later sitting needs to go on. */
export interface LossScaleState {
  scale: number;
  /** Steps since it last changed. */
  good: number;
}

/** torch.amp.GradScaler's. */
const FIRST = 2 ** 16;
const STEPS_BEFORE_GROWTH = 2000;

/**
 * Loss scaling (Micikevicius et al. 2018, arXiv:1710.03740): gradients are computed of the loss times `scale`, so that small
 * ones are not lost in float16. Halved where one grew beyond float16, doubled after 2,000 steps where none did. Of a power of
 * two nothing is lost.
 */
export class LossScale {
  private now: LossScaleState;

  constructor(state: LossScaleState = { scale: FIRST, good: 0 }) {
    this.now = { ...state };
  }

  get scale(): number {
    return this.now.scale;
  }

  get state(): LossScaleState {
    return { ...this.now };
  }

  /** A gradient grew too large. False where the scale cannot be made smaller: then it is not the scale's fault. */
  shrink(): boolean {
    if (this.now.scale <= 1) return false;
    this.now = { scale: this.now.scale / 2, good: 0 };
    return true;
  }

  /** A step was taken. */
  stepped(): void {
    const good = this.now.good + 1;
    this.now = good < STEPS_BEFORE_GROWTH ? { ...this.now, good } : { scale: 2 * this.now.scale, good: 0 };
  }
}
