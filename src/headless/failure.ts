import { errors } from '../app/i18n/en/errors';
import { interpolate } from '../app/i18n/interpolate';
import { asHoneError } from '../errors/hone-error';

/** The English sentence for what went wrong. */
export function sentence(thrown: unknown): string {
  const { code, parameters } = asHoneError(thrown);
  return interpolate('en', errors[code], parameters);
}
