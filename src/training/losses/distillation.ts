import type { Tensor } from '../../engine/graph';
import { HoneError } from '../../errors/hone-error';
import { column, listsOf } from './labels';
import { meanOverRows, sideBySide, type Loss } from './loss';
import { dots } from './similarity';

export interface DistillKLParameters {
  temperature: number;
  student_temperature: number | null;
  teacher_temperature: number | null;
}

const wrongCount = (labels: number, columns: number): HoneError =>
  new HoneError('engine/shape', { message: `${labels} teacher's scores a row for ${columns} columns` });

/**
 * DistillKLDivLoss: columns query and at least two candidates, [n, d] each; for each row the teacher's score of every candidate.
 * loss = mean_i Σ_k t_k (ln t_k - ln p_k) · T²,  p = softmax(q·c_k / T) the student's, t = softmax(score / T') the teacher's.
 */
export const distillKLDiv = (parameters: DistillKLParameters): Loss => {
  const student = parameters.student_temperature ?? parameters.temperature;
  const teacher = parameters.teacher_temperature ?? parameters.temperature;
  return {
    graph({ g, columns }) {
      const [query, ...candidates] = columns as [Tensor, ...Tensor[]];
      const scores = g.scale(
        sideBySide(
          g,
          candidates.map((candidate) => dots(g, query, candidate)),
        ),
        1 / student,
      );
      const target = g.input('teacher', ['n', candidates.length]);
      const logs = g.sub(scores, g.logSumExp(scores));
      const divergence = g.sub(g.input('entropy', ['n', 1]), g.sumLast(g.mul(target, logs)));
      return g.scale(meanOverRows(g, divergence), student ** 2);
    },
    feeds(batch, columns) {
      const rows = listsOf(batch).map((scores) => {
        if (scores.length !== columns - 1) throw wrongCount(scores.length, columns);
        return softmax(scores.map((score) => score / teacher));
      });
      const entropy = rows.map((row) => row.reduce((sum, t) => sum + (t > 0 ? t * Math.log(t) : 0), 0));
      const data = Float32Array.from(rows.flat());
      return { teacher: { data, shape: [rows.length, columns - 1] }, entropy: column(entropy) };
    },
  };
};

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * MarginMSELoss: columns query, positive and negatives, [n, d] each; for each row the teacher's margin of the positive over every
 * negative, or its scores of all of them. loss = mean over rows and negatives of ((q·p - q·n) - margin)².
 * Source: Hofstätter et al. 2020 (arXiv:2010.02666).
 */
export const marginMSE = (): Loss => ({
  graph({ g, columns }) {
    const [query, positive, ...negatives] = columns as [Tensor, Tensor, ...Tensor[]];
    const own = dots(g, query, positive);
    const squares = negatives.map((negative, k) => {
      const off = g.sub(g.sub(own, dots(g, query, negative)), g.input(`margin.${k}`, ['n', 1]));
      return g.mul(off, off);
    });
    const sum = squares.reduce((all, one) => g.add(all, one));
    return g.scale(meanOverRows(g, sum), 1 / negatives.length);
  },
  feeds(batch, columns) {
    const negatives = columns - 2;
    const margins = listsOf(batch).map((scores) => marginsOf(scores, negatives, columns));
    const named = (k: number) => column(margins.map((row) => row[k]!));
    return Object.fromEntries(Array.from({ length: negatives }, (_, k) => [`margin.${k}`, named(k)]));
  },
});

function marginsOf(scores: readonly number[], negatives: number, columns: number): readonly number[] {
  if (scores.length === negatives + 1) return scores.slice(1).map((score) => scores[0]! - score);
  if (scores.length === negatives) return scores;
  throw wrongCount(scores.length, columns);
}
