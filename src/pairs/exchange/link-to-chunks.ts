import type { Chunk } from '../../documents/types';
import { normalise, wordsOf } from '../language';
import { countHan } from '../rules/chinese/sentences';

/** Shorter texts stand in too many chunks by chance: characters, or Han characters. */
const leastCharacters = 40;
const leastHan = 15;

/** Finds the chunk that a text is, or stands in, whatever its spacing, case or width. */
export class ChunkFinder {
  private readonly texts: string[];
  private readonly equal = new Map<string, Chunk>();
  private readonly chunksByWord = new Map<string, number[]>();

  constructor(private readonly chunks: readonly Chunk[]) {
    this.texts = chunks.map((chunk) => normalise(chunk.text));
    for (const [index, chunk] of chunks.entries()) {
      const text = this.texts[index]!;
      if (!this.equal.has(text)) this.equal.set(text, chunk);
      for (const word of new Set(wordsOf(text))) {
        const list = this.chunksByWord.get(word);
        if (list) list.push(index);
        else this.chunksByWord.set(word, [index]);
      }
    }
  }

  find(text: string): Chunk | null {
    const wanted = normalise(text);
    const same = wanted === '' ? undefined : this.equal.get(wanted);
    if (same) return same;
    if (wanted.length < leastCharacters && countHan(wanted) < leastHan) return null;
    // The rarest word inside the text leads to few chunks; its first and last may be cut off, so they are not used.
    let candidates: number[] | undefined;
    for (const word of wordsOf(wanted).slice(1, -1)) {
      const list = this.chunksByWord.get(word);
      if (list && (!candidates || list.length < candidates.length)) candidates = list;
    }
    const index = candidates?.find((candidate) => this.texts[candidate]!.includes(wanted));
    return index === undefined ? null : this.chunks[index]!;
  }
}
