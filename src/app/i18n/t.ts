import { hone } from '../../project/hone.svelte';
import type { MessageParameters } from './interpolate';
import { translate, type MessageKey } from './messages';
import * as quantities from './quantities';

const language = () => hone.settings.language;

/** The message in the person's language; re-evaluated where it is shown when the language changes. */
export const t = (key: MessageKey, parameters?: MessageParameters): string =>
  translate(language(), key, parameters);

export const number = (value: number, digits?: number): string =>
  quantities.number(language(), value, digits);
export const signed = (value: number, digits?: number): string =>
  quantities.signed(language(), value, digits);
export const significant = (value: number): string => quantities.significant(language(), value);
export const compact = (value: number): string => quantities.compact(language(), value);
export const percent = (fraction: number): string => quantities.percent(language(), fraction);
export const bytes = (value: number): string => quantities.bytes(language(), value);
export const duration = (seconds: number): string => quantities.duration(language(), seconds);
export const measured = (seconds: number): string => quantities.measured(language(), seconds);
export const dateTime = (milliseconds: number): string => quantities.dateTime(language(), milliseconds);

export type { MessageKey };
