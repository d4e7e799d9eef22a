import type { Tensor } from '../../engine/graph';
import { meanOverRows, type Loss, type Vectors } from './loss';
import { cosines, length, manhattanLength } from './similarity';

const distances = {
  'TripletDistanceMetric.COSINE': (vectors: Vectors, a: Tensor, b: Tensor): Tensor =>
    vectors.g.sub(vectors.g.constant(1), cosines(vectors, a, b)),
  'TripletDistanceMetric.EUCLIDEAN': ({ g }: Vectors, a: Tensor, b: Tensor): Tensor => length(g, g.sub(a, b)),
  'TripletDistanceMetric.MANHATTAN': ({ g }: Vectors, a: Tensor, b: Tensor): Tensor =>
    manhattanLength(g, g.sub(a, b)),
};

export type TripletMetric = keyof typeof distances;
export const tripletMetrics = Object.keys(distances) as TripletMetric[];

export interface TripletParameters {
  distance_metric: TripletMetric;
  triplet_margin: number;
}

/**
 * TripletLoss: columns anchor, positive, negative, [n, d] each.
 * loss = mean_i max(0, |a_i - p_i| - |a_i - n_i| + margin).
 * Source: Hermans et al. 2017 (arXiv:1703.07737). The default margin of 5 is further than unit vectors are ever apart.
 */
export const triplet = ({ distance_metric, triplet_margin }: TripletParameters): Loss => ({
  graph(vectors) {
    const { g, columns } = vectors;
    const [anchor, positive, negative] = columns as [Tensor, Tensor, Tensor];
    const distance = distances[distance_metric];
    const nearer = g.sub(distance(vectors, anchor, positive), distance(vectors, anchor, negative));
    return meanOverRows(g, g.relu(g.add(nearer, g.constant(triplet_margin))));
  },
});
