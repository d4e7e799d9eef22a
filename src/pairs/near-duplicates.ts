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

/** |a ∩ b| / |a ∪ b| of two lists of different numbers in ascending order; 0 where both are empty. */
function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) shared++;
    if (a[i]! <= b[j]!) {
      if (a[i] === b[j]) j++;
      i++;
    } else j++;
  }
  const union = a.length + b.length - shared;
  return union === 0 ? 0 : shared / union;
}

/**
 * Finds which of many texts are nearly the same. Only texts that share one of their rarest shingles are compared: of two
 * sets with Jaccard t or more, one of the first n - ceil(t·n) + 1 shingles in any fixed order is shared (the prefix filter
 * of Chaudhuri et al. 2006), and the rarest make the shortest lists.
 */
export class NearDuplicates {
  /** Of each text, its shingles' ranks by rarity, ascending. */
  private readonly ranks: Int32Array[];
  private readonly textsByRank = new Map<number, number[]>();

  constructor(texts: readonly string[]) {
    const all = texts.map(shingles);
    const frequency = new Map<string, number>();
    for (const set of all) {
      for (const shingle of set) frequency.set(shingle, (frequency.get(shingle) ?? 0) + 1);
    }
    const rankOf = new Map(
      [...frequency].sort((a, b) => a[1] - b[1]).map(([shingle], rank) => [shingle, rank]),
    );
    this.ranks = all.map((set) => Int32Array.from(set, (shingle) => rankOf.get(shingle)!).sort());
    for (const [index, ranks] of this.ranks.entries()) {
      for (const rank of this.prefix(ranks)) {
        const list = this.textsByRank.get(rank);
        if (list) list.push(index);
        else this.textsByRank.set(rank, [index]);
      }
    }
  }

  private prefix(ranks: Int32Array): Int32Array {
    return ranks.subarray(0, ranks.length - Math.ceil(nearDuplicateThreshold * ranks.length) + 1);
  }

  /** Positions of the other texts that are nearly the same as the one at `index`. */
  of(index: number): number[] {
    const ranks = this.ranks[index];
    if (!ranks) throw new RangeError(`no text at ${index}`);
    const compared = new Set([index]);
    const found: number[] = [];
    for (const rank of this.prefix(ranks)) {
      for (const other of this.textsByRank.get(rank) ?? []) {
        if (compared.has(other)) continue;
        compared.add(other);
        if (jaccard(ranks, this.ranks[other]!) >= nearDuplicateThreshold) found.push(other);
      }
    }
    return found;
  }
}
