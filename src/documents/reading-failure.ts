import { asHoneError, HoneError } from '../errors/hone-error';

/** What went wrong with reading `file`, naming it; a worker that was lost over it hung or ran out of memory. */
export function readingFailure(thrown: unknown, file: string): HoneError {
  const error = asHoneError(thrown);
  const { code, parameters } = error;
  if (code === 'worker/lost')
    return new HoneError('file/hangs', { file, reason: parameters.reason ?? '' }, { cause: error });
  return parameters.file === file ? error : new HoneError(code, { ...parameters, file }, { cause: error });
}
