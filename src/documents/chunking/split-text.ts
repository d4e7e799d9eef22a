import { clauses, sentences, words } from './sentences';

export type Count = (text: string) => number;

/**
 * Cuts a text into parts of at most `max` tokens: between sentences, else clauses, else words. Only a single word longer
 * than `max` is cut inside. `overlap`: tokens of whole units repeated from the end of the part before.
 */
export function splitText(text: string, max: number, overlap: number, count: Count): string[] {
  const units = fit(text, max, count, [sentences, clauses, words, (t) => [...t]]);
  const parts: string[] = [];
  let from = 0;
  let repeated: Unit[] = [];
  while (from < units.length) {
    const current = [...repeated];
    let tokens = sum(current);
    let to = from;
    while (to < units.length && (to === from || tokens + units[to]!.tokens <= max))
      tokens += units[to++]!.tokens;
    current.push(...units.slice(from, to));
    // Together they may be more than one by one: what is too much waits for the next part.
    while (to > from + 1 && count(join(current)) > max) {
      current.pop();
      to--;
    }
    parts.push(join(current));
    from = to;
    const next = units[from];
    if (next) repeated = tail(current, Math.min(overlap, max - next.tokens));
  }
  return parts.filter(Boolean);
}

interface Unit {
  text: string;
  tokens: number;
}

const join = (units: readonly Unit[]): string =>
  units
    .map(({ text }) => text)
    .join('')
    .trim();

const sum = (units: readonly Unit[]): number => units.reduce((n, { tokens }) => n + tokens, 0);

type Cutter = (text: string) => string[];

function fit(text: string, max: number, count: Count, cutters: readonly Cutter[]): Unit[] {
  const tokens = count(text);
  const [cut, ...finer] = cutters;
  if (tokens <= max || !cut) return [{ text, tokens }];
  return cut(text).flatMap((part) => fit(part, max, count, finer));
}

function tail(units: readonly Unit[], overlap: number): Unit[] {
  let from = units.length;
  let tokens = 0;
  while (from > 0 && tokens + units[from - 1]!.tokens <= overlap) tokens += units[--from]!.tokens;
  return units.slice(from);
}
