import { HoneError } from '../errors/hone-error';
import { isReal, type ExampleSource } from '../pairs/types';
import { idOrder } from './ranking';
import type { EvaluationSet } from './types';

export interface Question {
  id: string;
  text: string;
  source: ExampleSource;
  passageTrainedOn: boolean;
  /** Its row in the set's queries, and so in their embeddings. */
  row: number;
  relevantIds: readonly string[];
}

export interface PreparedSet {
  questions: Question[];
  ids: string[];
  texts: string[];
  /** idOrder of `ids`. */
  order: Int32Array;
  indexById: Map<string, number>;
}

/**
 * The set's questions that can be judged: those with at least one relevant passage, as InformationRetrievalEvaluator
 * takes them; a relevant id that the corpus lacks counts as never found.
 * Throws evaluation/no-queries when none is left.
 */
export function prepare(set: EvaluationSet): PreparedSet {
  const questions = set.queries.flatMap(({ id, text, source, passageTrainedOn = false }, row): Question[] => {
    const relevantIds = [...new Set(Object.hasOwn(set.relevant, id) ? set.relevant[id] : [])];
    return relevantIds.length > 0 ? [{ id, text, source, passageTrainedOn, row, relevantIds }] : [];
  });
  if (questions.length === 0) throw new HoneError('evaluation/no-queries');
  const ids = set.corpus.map(({ id }) => id);
  return {
    questions,
    ids,
    texts: set.corpus.map(({ text }) => text),
    order: idOrder(ids),
    indexById: new Map(ids.map((id, index) => [id, index])),
  };
}

export const realQuestions = (questions: readonly Question[]): Question[] => questions.filter(isReal);
export const generatedQuestions = (questions: readonly Question[]): Question[] =>
  questions.filter((question) => !isReal(question));

/** Relevant passages as corpus indices; ids outside the corpus become -1, -2, ..., so that they still count. */
export function relevantIndices(
  { relevantIds }: Question,
  indexById: ReadonlyMap<string, number>,
): Set<number> {
  return new Set(relevantIds.map((id, nth) => indexById.get(id) ?? -1 - nth));
}

/** The given questions' rows of an embedding matrix [n, width]. */
export function rowsOf(vectors: Float32Array, width: number, questions: readonly Question[]): Float32Array {
  const rows = new Float32Array(questions.length * width);
  questions.forEach(({ row }, at) => rows.set(vectors.subarray(row * width, (row + 1) * width), at * width));
  return rows;
}
