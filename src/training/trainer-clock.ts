/** How many of the last steps the pace is taken from. */
const window = 20;

/** A closed tab loses at most about this many seconds of training ... */
const checkpointEvery = 60;
/** ... unless keeping a checkpoint takes so long that it would cost more than a twentieth of the time. */
const leastWorkPerKeeping = 20;

/** Estimates the time left from the pace of the last steps and the last dev evaluation, and says when a checkpoint is due. */
export class TrainerClock {
  private readonly recent: number[] = [];
  private evaluation = 0;
  private keeping = 0;
  private sinceCheckpoint = 0;

  step(seconds: number): void {
    this.recent.push(seconds);
    if (this.recent.length > window) this.recent.shift();
    this.sinceCheckpoint += seconds;
  }

  checkpointed(seconds: number): void {
    this.keeping = seconds;
    this.sinceCheckpoint = 0;
  }

  checkpointDue(): boolean {
    return this.sinceCheckpoint >= Math.max(checkpointEvery, leastWorkPerKeeping * this.keeping);
  }

  evaluated(seconds: number): void {
    this.evaluation = seconds;
  }

  secondsLeft(steps: number, evaluations: number): number {
    const pace = this.recent.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, this.recent.length);
    return steps * pace + evaluations * this.evaluation;
  }
}
