import type { Tensor } from '../../engine/graph';
import { meanOverRows, NEVER, type Loss } from './loss';
import { cosineMatrix } from './similarity';

/**
 * MegaBatchMarginLoss: columns anchor and positive, [n, d] each; each anchor's negative is the nearest of the others' positives.
 * loss = mean_i( max(0, positive_margin - cos(a_i, p_i)) + max(0, max_j≠i cos(a_i, p_j) - negative_margin) ).
 * Source: Wieting and Gimpel 2018.
 */
export const megaBatchMargin = (margins: { positive_margin: number; negative_margin: number }): Loss => ({
  graph(vectors) {
    const { g, columns } = vectors;
    const [anchors, positives] = columns as [Tensor, Tensor];
    const own = g.input('own', ['n', 'n']);
    const scores = cosineMatrix(vectors, anchors, positives);
    const positive = g.sumLast(g.mul(scores, own));
    const nearest = g.max(g.add(scores, g.scale(own, NEVER)));
    const near = g.relu(g.sub(g.constant(margins.positive_margin), positive));
    const far = g.relu(g.sub(nearest, g.constant(margins.negative_margin)));
    return meanOverRows(g, g.add(near, far));
  },
});
