/** How many of the last steps the pace is taken from. */
const window = 20;

/** Estimates the time left from the pace of the last steps and the last dev evaluation. */
export class TrainerClock {
  private readonly recent: number[] = [];
  private evaluation = 0;

  step(seconds: number): void {
    this.recent.push(seconds);
    if (this.recent.length > window) this.recent.shift();
  }

  evaluated(seconds: number): void {
    this.evaluation = seconds;
  }

  secondsLeft(steps: number, evaluations: number): number {
    const pace = this.recent.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, this.recent.length);
    return steps * pace + evaluations * this.evaluation;
  }
}
