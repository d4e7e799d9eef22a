import type { Graph, Tensor } from '../../engine/graph';
import { NEVER, type Loss, type LossBatch, type Vectors } from './loss';
import { cosines, length, manhattanLength } from './similarity';
import { column, numbersOf } from './labels';

/** F.pairwise_distance adds this to every difference. */
const EPSILON = 1e-6;

const apart = (g: Graph, a: Tensor, b: Tensor): Tensor => g.add(g.sub(a, b), g.constant(EPSILON));

const distances = {
  'SiameseDistanceMetric.EUCLIDEAN': ({ g }: Vectors, a: Tensor, b: Tensor): Tensor =>
    length(g, apart(g, a, b)),
  'SiameseDistanceMetric.MANHATTAN': ({ g }: Vectors, a: Tensor, b: Tensor): Tensor =>
    manhattanLength(g, apart(g, a, b)),
  'SiameseDistanceMetric.COSINE_DISTANCE': (vectors: Vectors, a: Tensor, b: Tensor): Tensor =>
    vectors.g.sub(vectors.g.constant(1), cosines(vectors, a, b)),
};

export type SiameseMetric = keyof typeof distances;
export const siameseMetrics = Object.keys(distances) as SiameseMetric[];

export interface ContrastiveParameters {
  distance_metric: SiameseMetric;
  margin: number;
}

/** The distance of each row's two texts, [n, 1], and how much of it is pushed: max(0, margin - d). */
function distanceOf(vectors: Vectors, { distance_metric, margin }: ContrastiveParameters) {
  const { g, columns } = vectors;
  const distance = distances[distance_metric](vectors, columns[0]!, columns[1]!);
  return { distance, within: g.relu(g.sub(g.constant(margin), distance)) };
}

const square = (g: Graph, x: Tensor): Tensor => g.mul(x, x);

/**
 * ContrastiveLoss: two columns [n, d], a label a row, 1 for the same meaning and 0 for another.
 * loss = mean_i ½( y·d² + (1 - y)·max(0, margin - d)² ), the sum where size_average is false.
 * Source: Hadsell et al. 2006.
 */
export const contrastive = (parameters: ContrastiveParameters & { size_average: boolean }): Loss => ({
  graph(vectors) {
    const { g } = vectors;
    const { distance, within } = distanceOf(vectors, parameters);
    const same = g.input('same', ['n', 1]);
    const other = g.sub(g.constant(1), same);
    const sum = g.add(g.mul(same, square(g, distance)), g.mul(other, square(g, within)));
    return g.sum(g.mul(g.scale(sum, 0.5), g.input('weight', ['n', 1])), [0, 1]);
  },
  feeds: (batch) => ({
    same: column(numbersOf(batch)),
    weight: column(Array<number>(batch.rows).fill(parameters.size_average ? 1 / batch.rows : 1)),
  }),
});

/**
 * OnlineContrastiveLoss: as ContrastiveLoss, but only hard pairs count: negatives nearer than the farthest positive, and
 * positives farther than the nearest negative (than their mean, where there are none of the other kind).
 * loss = Σ_hard positives d² + Σ_hard negatives max(0, margin - d)².
 * Pairs labelled neither 0 nor 1 are left out.
 */
export const onlineContrastive = (parameters: ContrastiveParameters): Loss => ({
  graph(vectors) {
    const { g } = vectors;
    const { distance, within } = distanceOf(vectors, parameters);
    const positive = g.input('positives', ['n', 1]);
    const negative = g.input('negatives', ['n', 1]);
    // The limit that the others set; where there are none, the mean of their own kind.
    const limit = (others: Tensor, sign: 1 | -1, own: 'positives' | 'negatives', mean: Tensor): Tensor => {
      const counted = g.add(g.scale(distance, sign), g.scale(g.sub(g.constant(1), others), NEVER));
      const extreme = g.scale(g.max(g.transpose(counted, [1, 0])), sign);
      const alone = g.input(`${own}.alone`, [1, 1]);
      return g.add(g.mul(extreme, g.sub(g.constant(1), alone)), g.mul(mean, alone));
    };
    const meanOf = (kind: 'positives' | 'negatives'): Tensor =>
      g.sum(g.mul(distance, g.input(`${kind}.share`, ['n', 1])), [0, 1]);
    const nearest = limit(negative, -1, 'positives', meanOf('positives'));
    const farthest = limit(positive, 1, 'negatives', meanOf('negatives'));
    const hardPositive = g.mul(positive, g.positive(g.sub(distance, nearest)));
    const hardNegative = g.mul(negative, g.positive(g.sub(farthest, distance)));
    const terms = g.add(g.mul(hardPositive, square(g, distance)), g.mul(hardNegative, square(g, within)));
    return g.sum(terms, [0, 1]);
  },
  feeds: (batch) => ({ ...kindFeeds(batch, 1, 'positives'), ...kindFeeds(batch, 0, 'negatives') }),
});

/** Which rows are of a kind, each one's share in their mean, and whether there are none of the other kind. */
function kindFeeds(batch: LossBatch, label: 0 | 1, name: string) {
  const labels = numbersOf(batch);
  const rows = labels.map((value) => (value === label ? 1 : 0));
  const count = rows.filter((one) => one === 1).length;
  const alone = labels.includes(1 - label) ? 0 : 1;
  return {
    [name]: column(rows),
    [`${name}.share`]: column(rows.map((one) => one / Math.max(1, count))),
    [`${name}.alone`]: { data: Float32Array.of(alone), shape: [1, 1] },
  };
}
