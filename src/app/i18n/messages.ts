import type { Language } from '../../project/contract';
import * as en from './en';
import { interpolate, type MessageParameters } from './interpolate';
import * as zh from './zh';

type Rooms = typeof en;

/** English sets the shape; a language that lacks a key does not compile. */
export type Messages = { [Room in keyof Rooms]: Record<keyof Rooms[Room], string> };

/** 'room.key', e.g. 'pairs.askPlaceholder' or 'errors.file/empty'. */
export type MessageKey = {
  [Room in keyof Rooms]: `${Room & string}.${keyof Rooms[Room] & string}`;
}[keyof Rooms];

export const messages: Record<Language, Messages> = { en, zh };

export function translate(language: Language, key: MessageKey, parameters: MessageParameters = {}): string {
  const dot = key.indexOf('.');
  const room: Readonly<Record<string, string>> = messages[language][key.slice(0, dot) as keyof Messages];
  return interpolate(language, room[key.slice(dot + 1)] ?? key, parameters);
}
