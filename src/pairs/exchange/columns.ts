import type { PairTable } from './pair-table';

/** Which columns become an example's texts. */
export interface ColumnChoice {
  anchor: string;
  positive: string;
  negatives: string[];
}

// In the order of preference; names as data sets on the Hugging Face Hub and in the field's libraries have them.
const anchorNames = [
  'anchor',
  'query',
  'question',
  'queries',
  'sentence1',
  'sentence_a',
  'text1',
  'premise',
  'prompt',
  'instruction',
  'title',
  '问题',
  '查询',
  '提问',
  '问',
];
const positiveNames = [
  'positive',
  'positives',
  'pos',
  'context',
  'passage',
  'answer',
  'answers',
  'document',
  'doc',
  'sentence2',
  'sentence_b',
  'text2',
  'hypothesis',
  'response',
  'output',
  'content',
  'body',
  'text',
  'chunk',
  '段落',
  '上下文',
  '原文',
  '正文',
  '内容',
  '答案',
  '回答',
  '文本',
];
const negativeName = /^(?:hard[_ -]?)?neg(?:ative)?s?(?:[_ -]?\d+)?$|^负例\d*$/;

const folded = (column: string): string => column.trim().toLowerCase();

export const isKnownColumn = (column: string): boolean => {
  const name = folded(column);
  return anchorNames.includes(name) || positiveNames.includes(name) || negativeName.test(name);
};

const firstOf = (
  names: readonly string[],
  columns: readonly string[],
  except?: string,
): string | undefined => {
  for (const name of names) {
    const found = columns.find((column) => folded(column) === name && column !== except);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * The columns by their names ('question' with 'context' before 'answer': the passage is what will be searched); where
 * none are known and there are exactly two, the first asks for the second. null where a person must choose.
 */
export function guessColumns({ columns }: Pick<PairTable, 'columns'>): ColumnChoice | null {
  const negatives = columns.filter((column) => negativeName.test(folded(column)));
  const rest = columns.filter((column) => !negatives.includes(column));
  const anchor = firstOf(anchorNames, rest);
  const positive = firstOf(positiveNames, rest, anchor);
  if (anchor !== undefined && positive !== undefined) return { anchor, positive, negatives };
  const [first, second, third] = rest;
  if (first !== undefined && second !== undefined && third === undefined) {
    const swapped = second === anchor || first === positive;
    return swapped
      ? { anchor: second, positive: first, negatives }
      : { anchor: first, positive: second, negatives };
  }
  return null;
}
