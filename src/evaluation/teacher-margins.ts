import { pearson, spearman } from './embedding-similarity';
import { pairSimilarities } from './pair-similarity';

/** A teacher's margins of the first candidate over the others: from its scores of all candidates, or as given. */
export function teacherMargins(label: number | readonly number[], candidates: number): number[] {
  const given = typeof label === 'number' ? [label] : label;
  return given.length === candidates ? given.slice(1).map((score) => given[0]! - score) : [...given];
}

export interface Margins {
  /** One for each row and candidate after the first. */
  teacher: number[];
  model: number[];
  /** The row of each. */
  rowOf: number[];
}

/**
 * The teacher's margins beside the model's, cos(query, first candidate) - cos(query, other).
 * columns: query and candidates, row-major [n, width] each.
 */
export function marginsOf(
  columns: readonly Float32Array[],
  width: number,
  labels: readonly (number | readonly number[])[],
): Margins {
  const [query, ...candidates] = columns as [Float32Array, ...Float32Array[]];
  const cosines = candidates.map((candidate) => pairSimilarities(query, candidate, width, 'cosine'));
  const margins: Margins = { teacher: [], model: [], rowOf: [] };
  labels.forEach((label, row) =>
    teacherMargins(label, candidates.length).forEach((margin, other) => {
      margins.teacher.push(margin);
      margins.model.push(cosines[0]![row]! - cosines[other + 1]![row]!);
      margins.rowOf.push(row);
    }),
  );
  return margins;
}

export type TeacherMetrics = Record<'spearman_margin' | 'pearson_margin' | 'order_accuracy', number>;

/**
 * How far the model prefers what a teacher prefers: the correlation of their margins over all rows and candidates, and the share of
 * candidates that are on the teacher's side of the first one (those it finds equal do not count). sentence-transformers has no
 * evaluator for a teacher's scores; margins are what MarginMSELoss learns, and what KL divergence depends on.
 */
export function teacherAgreement({ teacher, model }: Margins): TeacherMetrics {
  const decided = teacher.flatMap((margin, i) => (margin === 0 ? [] : [margin * model[i]! > 0]));
  return {
    spearman_margin: spearman(teacher, model),
    pearson_margin: pearson(teacher, model),
    order_accuracy: decided.filter((agrees) => agrees).length / decided.length,
  };
}
