/**
 * Every failure a person can meet, as one union. Both languages translate every code
 * (src/app/i18n/{en,zh}/errors.ts); the compiler says which are missing.
 * A code is `room/what`; its sentence says what happened and what to do.
 */
export type ErrorCode =
  | 'file/empty'
  | 'file/unsupported'
  | 'file/other-format'
  | 'file/too-large'
  | 'file/unreadable'
  | 'file/hangs'
  | 'file/hidden-sheets'
  | 'pdf/encrypted'
  | 'pdf/broken'
  | 'ocr/failed'
  | 'ocr/no-paddle'
  | 'ocr/bad-language'
  | 'ocr/language-download'
  | 'model/not-found'
  | 'model/not-a-folder'
  | 'model/unsupported'
  | 'model/corrupt'
  | 'model/download-failed'
  | 'engine/shape'
  | 'engine/backend-unavailable'
  | 'engine/out-of-memory'
  | 'training/no-examples'
  | 'training/not-finite'
  | 'training/unknown-argument'
  | 'training/wrong-argument'
  | 'training/no-classes'
  | 'training/no-inner-layers'
  | 'training/no-half-precision'
  | 'loss/texts'
  | 'loss/ignores-labels'
  | 'loss/needs-classes'
  | 'loss/needs-binary'
  | 'loss/needs-scores'
  | 'loss/needs-teacher'
  | 'loss/teacher-scores'
  | 'loss/one-class'
  | 'loss/score-range'
  | 'evaluation/no-queries'
  | 'pairs/bad-row'
  | 'pairs/no-columns'
  | 'pairs/mixed-labels'
  | 'pairs/mixed-tables'
  | 'pairs/row-columns'
  | 'pairs/other-rows'
  | 'writer/key-refused'
  | 'writer/unreachable'
  | 'writer/rate-limited'
  | 'writer/bad-answer'
  | 'writer/blocked'
  | 'writer/unknown-model'
  | 'network/not-allowed'
  | 'project/open-elsewhere'
  | 'worker/lost'
  | 'storage/quota'
  | 'storage/unavailable'
  | 'cancelled'
  | 'unexpected';

export type ErrorParameters = Readonly<Record<string, string | number>>;

/** An error a person can act on: a code, the values its sentence names, and the cause if any. */
export class HoneError extends Error {
  override readonly name = 'HoneError';
  constructor(
    readonly code: ErrorCode,
    readonly parameters: ErrorParameters = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(parameters)}`, options);
  }
}

/** The error as a HoneError: itself, 'cancelled' for an AbortError, else 'unexpected' with its message. */
export function asHoneError(error: unknown): HoneError {
  if (error instanceof HoneError) return error;
  if (error instanceof DOMException && error.name === 'AbortError') return new HoneError('cancelled');
  return new HoneError(
    'unexpected',
    { message: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}
