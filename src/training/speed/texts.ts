import { SeededRandom } from '../random';

/**
 * Tokens with [CLS] and [SEP], 32 quantiles of the 6,998 questions and passages of Financial-QA-10k by MiniLM's tokenizer, at
 * most 256.
 */
const questions = [
  11, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 18, 19, 19, 20, 20, 20, 21, 21, 22, 22, 23, 23, 24, 25, 25,
  26, 28, 29, 31, 35,
];
const passages = [
  15, 18, 20, 22, 24, 25, 26, 27, 29, 30, 31, 32, 34, 35, 36, 38, 39, 41, 42, 44, 46, 48, 50, 53, 56, 60, 64,
  68, 74, 84, 99, 138,
];

/** One token each in BERT's vocabulary. */
const words = (
  'the of and to in for on with as by at from that which it was are be this have not but they their one two three ' +
  'year time people water work part place house world school state company market price river field paper plan ' +
  'line road light night day week month book page table number name word letter story music voice hand eye head ' +
  'door window wall floor room street city land sea air fire stone tree leaf seed fruit bread milk oil iron gold ' +
  'silver glass wood wool ship train wheel engine bridge tower garden winter summer spring morning evening ' +
  'large small long short high low early late new old young good clear dark warm cold quick slow strong light ' +
  'make take give find keep hold turn open close build carry grow move read write speak hear ask answer pay buy sell'
).split(' ');

export interface MadePair {
  question: string;
  passage: string;
}

/**
 * Made texts as long as real ones: every 32 pairs in a row have all lengths of both columns. The same on every machine.
 * `longest`: tokens of a text at most.
 */
export function madePairs(count: number, longest = 256): MadePair[] {
  const random = SeededRandom.fromSeed(32);
  const text = (tokens: number): string =>
    Array.from({ length: Math.min(tokens, longest) - 2 }, () => words[random.below(words.length)]).join(' ');
  return Array.from({ length: count }, (_, i) => ({
    // Coprime to 32: long questions meet short passages too, and any few pairs in a row have short and long ones.
    question: text(questions[(i * 13 + 5) % 32]!),
    passage: text(passages[(i * 19 + 11) % 32]!),
  }));
}

/** A stand-in for a tokenizer: a word, a token. */
export function wordTokens(text: string, vocabulary: number): number[] {
  const ids = text.split(' ').map((word) => {
    let hash = 2166136261;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16777619);
    return 200 + ((hash >>> 0) % (vocabulary - 200));
  });
  return [101, ...ids, 102];
}
