import { clauses, sentences, words } from './sentences';

export type Count = (text: string) => number;

/**
 * Cuts a text into parts of at most `max` tokens: between sentences, else clauses, else words. Only a single word longer
 * than `max` is cut inside. `overlap`: tokens of whole units repeated from the end of the part before.
 */
export function splitText(text: string, max: number, overlap: number, count: Count): string[] {
  const units = fit(text, max, count, [sentences, clauses, words, (t) => [...t]]);
  const parts: string[] = [];
  let current: { text: string; tokens: number }[] = [];
  let tokens = 0;
  const join = (list: readonly { text: string }[]) => list.map((u) => u.text).join('');
  for (const unit of units) {
    const fits = tokens + unit.tokens <= max && count(join([...current, unit]).trim()) <= max;
    if (current.length > 0 && !fits) {
      parts.push(join(current).trim());
      current = tail(current, Math.min(overlap, max - unit.tokens));
      tokens = current.reduce((n, u) => n + u.tokens, 0);
    }
    current.push(unit);
    tokens += unit.tokens;
  }
  if (current.length > 0) parts.push(join(current).trim());
  return parts.filter(Boolean);
}

type Cutter = (text: string) => string[];

function fit(
  text: string,
  max: number,
  count: Count,
  cutters: readonly Cutter[],
): { text: string; tokens: number }[] {
  const tokens = count(text);
  const [cut, ...finer] = cutters;
  if (tokens <= max || !cut) return [{ text, tokens }];
  return cut(text).flatMap((part) => fit(part, max, count, finer));
}

function tail<U extends { tokens: number }>(units: readonly U[], overlap: number): U[] {
  let from = units.length;
  let tokens = 0;
  while (from > 0 && tokens + units[from - 1]!.tokens <= overlap) tokens += units[--from]!.tokens;
  return units.slice(from);
}
