import { asHoneError, type ErrorParameters } from '../errors/hone-error';
import type { Notice, NoticeCode } from './contract';

/** How long something can be undone, and how long an 'it is done' stays, in milliseconds. */
const shownFor = 20_000;

/** What is said in the corner. Errors stay until dismissed. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);

  get list(): readonly Notice[] {
    return this.#list;
  }

  say(code: NoticeCode, parameters: ErrorParameters = {}, undo?: () => Promise<void>): void {
    const id = crypto.randomUUID();
    const notice: Notice = { id, kind: 'info', code, parameters };
    if (undo)
      notice.undo = async () => {
        this.dismiss(id);
        await this.attempt(undo);
      };
    this.#add(notice);
    setTimeout(() => this.dismiss(id), shownFor);
  }

  fail(thrown: unknown): void {
    const error = asHoneError(thrown);
    if (error.code === 'cancelled') return;
    if (error.code === 'unexpected') console.error(error.cause ?? error);
    const notice: Notice = {
      id: crypto.randomUUID(),
      kind: 'error',
      code: error.code,
      parameters: error.parameters,
    };
    this.#add(notice);
  }

  /** The same thing happening again (each document fails for want of the same model) is said once; each undo is kept. */
  #add(notice: Notice): void {
    const what = ({ code, parameters }: Notice) => JSON.stringify([code, parameters]);
    const others = this.#list.filter((one) => one.undo || what(one) !== what(notice));
    this.#list = [...others, notice];
  }

  /** Does it; a failure is shown, never thrown. Undefined when it failed. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  dismiss(id: string): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }
}
