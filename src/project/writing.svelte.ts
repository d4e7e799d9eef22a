import { HoneError } from '../errors/hone-error';
import type { WriterSettings, Written } from '../pairs/types';
import type { ProjectContext } from './context';
import type { Settings } from './contract';
import type { Documents } from './documents.svelte';
import type { RunningJob } from './jobs.svelte';
import { readableBy } from './language';
import type { Models } from './models.svelte';
import { geminiHost, hostOf } from './network';
import type { Pairs } from './pairs.svelte';
import { examplesOf } from './written-examples';

/** A question writer's job: kept chunk by chunk, so that a pause, a closed tab or a lost worker goes on with the next chunk. */
export class Writing {
  #said: string[] = [];

  constructor(
    private readonly context: ProjectContext,
    private readonly documents: Documents,
    private readonly pairs: Pairs,
    private readonly models: Models,
  ) {}

  async start(settings: WriterSettings): Promise<void> {
    if (this.context.jobs.isRunning('write')) return;
    this.#mayReach(settings);
    await this.context.record.change({
      writing: { settings: withoutKey($state.snapshot(settings) as WriterSettings), doneChunkIds: [] },
    });
    await this.#write(settings);
  }

  /** After a closed tab: with the key that the settings hold now. */
  async goOn(): Promise<void> {
    const { writing } = this.context.record.current;
    if (!writing || this.context.jobs.isRunning('write')) return;
    await this.#write(withKey(writing.settings, this.context.app.settings));
  }

  #mayReach(settings: WriterSettings): void {
    if (settings.kind === 'rules') return;
    const endpoint = settings.endpoint ?? geminiHost;
    const host = hostOf(endpoint);
    if (!host) throw new HoneError('writer/unreachable', { url: endpoint });
    if (host !== location.origin && !this.context.app.settings.allowedHosts.includes(host))
      throw new HoneError('network/not-allowed', { host });
  }

  async #write(settings: WriterSettings): Promise<void> {
    const { write } = this.context.workers;
    let resumed: (() => void) | null = null;
    let cancelled = false;
    const stop = () => write.tell((worker) => worker.cancel());
    const controls = {
      pause: stop,
      resume: () => resumed?.(),
      cancel: () => {
        cancelled = true;
        resumed?.();
        stop();
      },
    };
    const input = this.documents.fingerprint;
    let kept = Promise.resolve();
    this.#said = [];
    try {
      await this.context.jobs.run('write', 'pairs', controls, async (job) => {
        for (;;) {
          try {
            await this.#writeRemaining(settings, job, (written) => {
              kept = kept.then(() => this.#keep(written));
            });
            // The last chunks' messages come by channels of their own.
            await new Promise((arrived) => setTimeout(arrived, 50));
            return await kept;
          } catch (thrown) {
            await kept;
            const paused =
              thrown instanceof HoneError && thrown.code === 'cancelled' && job.state === 'paused';
            if (!paused) throw thrown;
            if (!cancelled)
              await new Promise<void>((done) => {
                resumed = done;
              });
            resumed = null;
            if (cancelled) throw thrown;
          }
        }
      });
    } catch (thrown) {
      // A person's cancel ends it for good; a failure or a closed project leaves it to be gone on with.
      if (cancelled) await this.#end(input);
      throw thrown;
    }
    if (!this.context.closed) await this.#end(input);
  }

  async #writeRemaining(
    settings: WriterSettings,
    job: RunningJob,
    onWritten: (written: Written) => void,
  ): Promise<void> {
    const done = this.context.record.current.writing?.doneChunkIds ?? [];
    const chunks = readableBy(this.models.info, this.documents.used);
    await this.context.workers.write.call((worker, listen) =>
      worker.write(
        chunks,
        done,
        settings,
        listen(onWritten),
        listen(job.progress),
        listen((url: string, bytes: number) => this.context.app.noteRequest(url, bytes)),
      ),
    );
  }

  async #keep(written: Written): Promise<void> {
    if (this.context.closed) return;
    const chunk = this.documents.chunks.find(({ id }) => id === written.chunkId);
    const { error } = written;
    // One of a kind tells enough; the others go on.
    if (error && !this.#said.includes(error.code)) {
      this.#said.push(error.code);
      this.context.notices.fail(new HoneError(error.code, error.parameters));
    }
    if (chunk) await this.pairs.addUnsplit(examplesOf(written, chunk, this.#source));
    await this.context.record.change(({ writing }) =>
      writing ? { writing: { ...writing, doneChunkIds: [...writing.doneChunkIds, written.chunkId] } } : {},
    );
  }

  get #source(): 'rules' | 'model' {
    return this.context.record.current.writing?.settings.kind === 'rules' ? 'rules' : 'model';
  }

  async #end(input: string): Promise<void> {
    await this.pairs.settle();
    await this.context.record.change(({ inputs }) => ({
      writing: undefined,
      inputs: { ...inputs, pairs: input },
    }));
  }
}

function withoutKey(settings: WriterSettings): WriterSettings {
  return settings.kind === 'rules' ? settings : { ...settings, key: '' };
}

function withKey(settings: WriterSettings, { gemini, openai }: Settings): WriterSettings {
  if (settings.kind === 'rules') return settings;
  return { ...settings, key: settings.kind === 'gemini' ? gemini.key : openai.key };
}
