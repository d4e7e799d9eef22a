import type { Chunk } from '../documents/types';
import { normalise } from './language';
import { hash32 } from './random';
import { isReal, type Example, type ExampleSource, type Split } from './types';

/** Rows of training: sentence-transformers' anchor, positive and negatives. */
export interface TrainingRow {
  anchor: string;
  positive: string;
  negatives?: string[];
}

export interface RetrievalQuery {
  id: string;
  text: string;
  source: ExampleSource;
  /** Another question about a passage that answers this one is in the train split. */
  passageTrainedOn: boolean;
}

/** A retrieval test in InformationRetrievalEvaluator's form. */
export interface RetrievalSet {
  queries: RetrievalQuery[];
  corpus: { id: string; text: string }[];
  /** query id -> ids of the passages that answer it */
  relevant: Record<string, string[]>;
}

const accepted = (example: Example): boolean => example.status === 'accepted';

/** Accepted examples of the train split. */
export const toTrainingExamples = (examples: readonly Example[]): TrainingRow[] =>
  examples
    .filter((example) => accepted(example) && example.split === 'train')
    .map(({ anchor, positive, negatives }) => ({ anchor, positive, ...(negatives ? { negatives } : {}) }));

/** Accepted examples of a split that have negatives, each with its first, as TripletEvaluator takes them. */
export const toTriplets = (examples: readonly Example[], split: Split): TrainingRow[] =>
  examples.flatMap(({ anchor, positive, negatives, status, split: side }) => {
    const [negative] = negatives ?? [];
    const counts = status === 'accepted' && side === split && negative !== undefined;
    return counts ? [{ anchor, positive, negatives: [negative] }] : [];
  });

/** Equal passages have equal keys, whatever their spacing, case or width. */
const passageKey = (text: string): string => normalise(text) || text;

/** The passages searched through: all chunks, and every accepted positive that is none of them. */
class Passages {
  readonly entries: { id: string; text: string }[] = [];
  private readonly idsByKey = new Map<string, string[]>();
  private readonly keyOfChunk = new Map<string, string>();

  constructor(chunks: readonly Chunk[], examples: readonly Example[]) {
    for (const chunk of chunks) {
      this.add(chunk.id, chunk.text);
      this.keyOfChunk.set(chunk.id, passageKey(chunk.text));
    }
    const taken = new Set(this.keyOfChunk.keys());
    for (const { positive, chunkId } of examples.filter(accepted)) {
      if (chunkId !== undefined && this.keyOfChunk.has(chunkId)) continue;
      const key = passageKey(positive);
      if (this.idsByKey.has(key)) continue;
      let id = `passage-${hash32(key).toString(16).padStart(8, '0')}`;
      while (taken.has(id)) id += '+';
      taken.add(id);
      this.add(id, positive);
    }
  }

  private add(id: string, text: string): void {
    this.entries.push({ id, text });
    const key = passageKey(text);
    this.idsByKey.set(key, [...(this.idsByKey.get(key) ?? []), id]);
  }

  /** Ids of every passage with the positive's text, or with its chunk's where it is part of one. */
  answering({ positive, chunkId }: Example): string[] {
    const chunkKey = chunkId === undefined ? undefined : this.keyOfChunk.get(chunkId);
    const own = this.idsByKey.get(passageKey(positive)) ?? [];
    const linked = chunkKey === undefined ? [] : (this.idsByKey.get(chunkKey) ?? []);
    return [...new Set([...linked, ...own])];
  }
}

/**
 * Questions of one split against all passages. A question asked of several passages is one query with all of them
 * relevant; its source is the most real one.
 */
export function toEvaluationSet(
  examples: readonly Example[],
  chunks: readonly Chunk[],
  split: Split,
): RetrievalSet {
  const passages = new Passages(chunks, examples);
  const trainedOn = new Set(
    examples
      .filter((example) => accepted(example) && example.split === 'train')
      .flatMap((example) => passages.answering(example)),
  );
  const queries = new Map<string, RetrievalQuery>();
  const relevant: Record<string, string[]> = {};
  for (const example of examples) {
    if (!accepted(example) || example.split !== split) continue;
    const key = passageKey(example.anchor);
    let query = queries.get(key);
    if (!query) {
      query = { id: example.id, text: example.anchor, source: example.source, passageTrainedOn: false };
      queries.set(key, query);
    } else if (isReal(example) && !isReal(query)) query.source = example.source;
    const answers = passages.answering(example);
    relevant[query.id] = [...new Set([...(relevant[query.id] ?? []), ...answers])];
    query.passageTrainedOn ||= answers.some((id) => trainedOn.has(id));
  }
  return { queries: [...queries.values()], corpus: passages.entries, relevant };
}

export interface DevSet {
  queries: { id: string; text: string }[];
  corpus: { id: string; text: string }[];
  relevant: Record<string, string[]>;
  real: boolean;
}

/**
 * The dev split for choosing a checkpoint: its real questions where it has any, else the generated ones, marked so.
 * null where the split is empty.
 */
export function toDevSet(examples: readonly Example[], chunks: readonly Chunk[]): DevSet | null {
  const set = toEvaluationSet(examples, chunks, 'dev');
  const real = set.queries.some(isReal);
  const queries = set.queries.filter((query) => !real || isReal(query));
  if (queries.length === 0) return null;
  return {
    queries: queries.map(({ id, text }) => ({ id, text })),
    corpus: set.corpus,
    relevant: Object.fromEntries(queries.map(({ id }) => [id, set.relevant[id] ?? []])),
    real,
  };
}
