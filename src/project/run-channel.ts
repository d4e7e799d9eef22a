import type { TrainingRun } from './contract';

type Message = { ask: true } | { run: TrainingRun | null };

/** At most so often does the tab that trains tell the others, in milliseconds. */
const pace = 300;

/** How a project's training stands, told by the tab that has the project to those that only show it. */
export class RunChannel {
  readonly #channel: BroadcastChannel | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = 0;

  /** `ours`: the run to tell, null in a tab that only shows; `show` gets what the other tab tells. */
  constructor(
    projectId: string,
    private readonly ours: () => { run: TrainingRun | null } | null,
    show: (run: TrainingRun | null) => void,
  ) {
    this.#channel =
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`hone-run-${projectId}`);
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if ('ask' in data) this.#tell();
      else if (!this.ours()) show(data.run);
    });
  }

  /** Asks the tab that has the project how its run stands. */
  ask(): void {
    this.#channel?.postMessage({ ask: true } satisfies Message);
  }

  /** The run has changed: the others are told, soon. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#told + pace - Date.now()));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#channel?.close();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ours = this.ours();
    if (!ours) return;
    this.#told = Date.now();
    this.#channel?.postMessage({ run: ours.run } satisfies Message);
  }
}
