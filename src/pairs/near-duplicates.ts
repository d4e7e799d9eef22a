import { wordsOf } from './language';

/** Questions that share this much of their shingles count as the same question. */
export const nearDuplicateThreshold = 0.7;

/** A question's words and pairs of neighbouring words, so that word order counts too. */
export function shingles(text: string): Set<string> {
  const words = wordsOf(text);
  const found = new Set(words);
  for (let i = 1; i < words.length; i++) found.add(`${words[i - 1]} ${words[i]}`);
  return found;
}

/** |a ∩ b| / |a ∪ b|; 0 where both are empty. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const item of small) if (large.has(item)) shared++;
  const union = a.size + b.size - shared;
  return union === 0 ? 0 : shared / union;
}

/**
 * Finds, among questions added before, one that is nearly the same. Only those that share one of a question's rarest
 * shingles are compared: of two sets with Jaccard t, one of the first (1 - t)·n + 1 shingles in any fixed order is
 * shared (the prefix filter of Chaudhuri et al. 2006), and the rarest make the shortest lists.
 */
export class NearDuplicates<T> {
  private readonly entries: { shingles: Set<string>; value: T }[] = [];
  private readonly byShingle = new Map<string, number[]>();
  private readonly frequency = new Map<string, number>();

  /** `texts`: all that will be added or looked for, to know which shingles are rare. */
  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      for (const shingle of shingles(text)) {
        this.frequency.set(shingle, (this.frequency.get(shingle) ?? 0) + 1);
      }
    }
  }

  private prefix(all: ReadonlySet<string>): string[] {
    const rarity = (shingle: string): number => this.frequency.get(shingle) ?? 0;
    const ordered = [...all].sort((a, b) => rarity(a) - rarity(b) || (a < b ? -1 : a > b ? 1 : 0));
    return ordered.slice(0, all.size - Math.ceil(nearDuplicateThreshold * all.size) + 1);
  }

  add(text: string, value: T): void {
    const all = shingles(text);
    const index = this.entries.push({ shingles: all, value }) - 1;
    for (const shingle of this.prefix(all)) {
      const list = this.byShingle.get(shingle);
      if (list) list.push(index);
      else this.byShingle.set(shingle, [index]);
    }
  }

  find(text: string): T | null {
    const all = shingles(text);
    const compared = new Set<number>();
    for (const shingle of this.prefix(all)) {
      for (const index of this.byShingle.get(shingle) ?? []) {
        if (compared.has(index)) continue;
        compared.add(index);
        const entry = this.entries[index]!;
        if (jaccard(all, entry.shingles) >= nearDuplicateThreshold) return entry.value;
      }
    }
    return null;
  }
}
