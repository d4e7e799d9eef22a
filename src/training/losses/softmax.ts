import { HoneError } from '../../errors/hone-error';
import { numbersOf } from './labels';
import { meanOverRows, type Loss } from './loss';
import { absolute } from './similarity';
import { staticDim } from '../../engine/shape';

export interface SoftmaxParameters {
  num_labels: number;
  concatenation_sent_rep: boolean;
  concatenation_sent_difference: boolean;
  concatenation_sent_multiplication: boolean;
}

/** How many vectors of the model's dimension the classifier sees side by side. */
const vectorsSeen = (parameters: SoftmaxParameters): number =>
  (parameters.concatenation_sent_rep ? 2 : 0) +
  (parameters.concatenation_sent_difference ? 1 : 0) +
  (parameters.concatenation_sent_multiplication ? 1 : 0);

/**
 * SoftmaxLoss: two columns [n, d], a class from 0 a row. A linear classifier, trained with the model, sees (a, b, |a - b|) and
 * perhaps a⊙b; loss = mean cross-entropy. Source: Reimers and Gurevych 2019 (arXiv:1908.10084).
 * Throws 'engine/shape' for a class that is not below num_labels.
 */
export const softmax = (parameters: SoftmaxParameters): Loss => ({
  graph({ g, columns }) {
    const [a, b] = [columns[0]!, columns[1]!];
    const seen = [
      ...(parameters.concatenation_sent_rep ? [a, b] : []),
      ...(parameters.concatenation_sent_difference ? [absolute(g, g.sub(a, b))] : []),
      ...(parameters.concatenation_sent_multiplication ? [g.mul(a, b)] : []),
    ];
    const width = staticDim(a.shape, -1);
    const together = seen
      .map((x, i) => (seen.length === 1 ? x : g.pad(x, i * width, (seen.length - 1 - i) * width)))
      .reduce((sum, x) => g.add(sum, x));
    const shapes = this.parameters!(width);
    const [weight, bias] = Object.entries(shapes).map(([name, shape]) => g.input(name, shape));
    const scores = g.linear(together, weight!, bias!);
    const own = g.sumLast(g.mul(scores, g.input('class', ['n', parameters.num_labels])));
    return meanOverRows(g, g.sub(g.logSumExp(scores), own));
  },
  feeds(batch) {
    const { num_labels: count } = parameters;
    const data = new Float32Array(batch.rows * count);
    numbersOf(batch).forEach((label, row) => {
      if (!Number.isInteger(label) || label < 0 || label >= count)
        throw new HoneError('engine/shape', { message: `class ${label} of ${count}` });
      data[row * count + label] = 1;
    });
    return { class: { data, shape: [batch.rows, count] } };
  },
  parameters: (dimension) => ({
    'classifier.weight': [parameters.num_labels, vectorsSeen(parameters) * dimension],
    'classifier.bias': [parameters.num_labels],
  }),
});
