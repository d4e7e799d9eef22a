import { asHoneError } from '../errors/hone-error';
import type { Progress } from '../errors/progress';
import type { Job, JobKind, StepName } from './contract';
import { TimeLeft } from './time-left';

/** What a job's buttons do; absent where it cannot. */
export interface JobControls {
  pause?: () => void;
  resume?: () => void;
  cancel?: () => void;
}

export class RunningJob implements Job {
  readonly id = crypto.randomUUID();
  state = $state<Job['state']>('running');
  fraction = $state(0);
  note = $state('');
  secondsLeft = $state<number | null>(null);
  error = $state<Job['error']>();
  readonly #timeLeft = new TimeLeft(Date.now());

  constructor(
    readonly kind: JobKind,
    readonly step: StepName,
    readonly controls: JobControls,
  ) {}

  get canPause(): boolean {
    return this.controls.pause !== undefined && this.state !== 'failed';
  }

  readonly progress = ({ done, total, note }: Progress): void => {
    this.setFraction(total > 0 ? done / total : 0, note);
  };

  setFraction(fraction: number, note?: string): void {
    this.fraction = Math.min(1, Math.max(this.fraction, fraction));
    this.secondsLeft = this.#timeLeft.update(this.fraction, Date.now());
    if (note !== undefined) this.note = note;
  }

  pause(): void {
    if (!this.controls.pause || this.state !== 'running') return;
    this.state = 'paused';
    this.secondsLeft = null;
    this.controls.pause();
  }

  resume(): void {
    if (!this.controls.resume || this.state !== 'paused') return;
    this.state = 'running';
    this.#timeLeft.resume(Date.now());
    this.controls.resume();
  }
}

/** The long pieces of work of one project. A finished job leaves the list, a failed one stays until it is cancelled. */
export class Jobs {
  #list = $state.raw<readonly RunningJob[]>([]);

  get list(): readonly RunningJob[] {
    return this.#list;
  }

  isRunning(...kinds: JobKind[]): boolean {
    return this.#list.some(
      (job) => job.state !== 'failed' && (kinds.length === 0 || kinds.includes(job.kind)),
    );
  }

  /** Runs `work` as a job; rethrows its failure, which the job then shows. */
  async run<T>(
    kind: JobKind,
    step: StepName,
    controls: JobControls,
    work: (job: RunningJob) => Promise<T>,
  ): Promise<T> {
    const job = new RunningJob(kind, step, controls);
    this.#list = [...this.#list.filter((other) => other.kind !== kind || other.state !== 'failed'), job];
    try {
      const result = await work(job);
      this.#remove(job);
      return result;
    } catch (thrown) {
      const error = asHoneError(thrown);
      if (error.code === 'cancelled') this.#remove(job);
      else {
        job.state = 'failed';
        job.secondsLeft = null;
        job.error = { code: error.code, parameters: error.parameters };
      }
      throw error;
    }
  }

  pause(id: string): void {
    this.#find(id)?.pause();
  }

  resume(id: string): void {
    this.#find(id)?.resume();
  }

  cancel(id: string): void {
    const job = this.#find(id);
    if (job?.state === 'failed') this.#remove(job);
    else job?.controls.cancel?.();
  }

  cancelAll(): void {
    for (const job of this.#list) this.cancel(job.id);
  }

  #find(id: string): RunningJob | undefined {
    return this.#list.find((job) => job.id === id);
  }

  #remove(job: RunningJob): void {
    this.#list = this.#list.filter((other) => other !== job);
  }
}
