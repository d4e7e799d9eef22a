import { transferHandlers } from 'comlink';
import { HoneError, asHoneError, type ErrorCode, type ErrorParameters } from '../src/errors/hone-error';

interface Thrown {
  code: ErrorCode;
  parameters: ErrorParameters;
  stack: string | undefined;
}

/** Comlink carries only an error's message; with this, both ends of a worker exchange HoneErrors. Call once at each end. */
export function carryErrors(): void {
  const comlink = transferHandlers.get('throw');
  if (!comlink) return;
  transferHandlers.set('throw', {
    canHandle: comlink.canHandle,
    serialize: (thrown) => {
      const error = asHoneError((thrown as { value: unknown }).value);
      const cause = error.cause instanceof Error ? error.cause.stack : error.stack;
      return [{ code: error.code, parameters: error.parameters, stack: cause } satisfies Thrown, []];
    },
    deserialize: (thrown) => {
      const { code, parameters, stack } = thrown as Thrown;
      const error = new HoneError(code, parameters);
      if (stack) error.stack = stack;
      throw error;
    },
  });
}
