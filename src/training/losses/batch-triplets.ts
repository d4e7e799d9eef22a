import type { Tensor } from '../../engine/graph';
import { numbersOf } from './labels';
import {
  meanOverRows,
  softplus,
  type Loss,
  type LossBatch,
  type LossFeeds,
  type Mining,
  type Vectors,
} from './loss';
import { distanceMatrices, type BatchDistance } from './similarity';

export interface BatchTripletParameters {
  distance_metric: BatchDistance;
  margin: number;
}

/** same [n, n]: 1 where two texts have one label, themselves too. */
function labelFeeds(batch: LossBatch): LossFeeds {
  const labels = numbersOf(batch);
  const same = labels.flatMap((a) => labels.map((b) => (a === b ? 1 : 0)));
  return { same: { data: Float32Array.from(same), shape: [batch.rows, batch.rows] } };
}

/** For each text the distance of the farthest with its label minus that of the nearest with another, [n, 1]. */
function hardest(vectors: Vectors, metric: BatchDistance): Tensor {
  const { g } = vectors;
  const distance = distanceMatrices[metric](vectors);
  const same = g.input('same', ['n', 'n']);
  const positive = g.max(g.mul(distance, g.sub(same, g.input('own', ['n', 'n']))));
  const negative = g.add(distance, g.mul(g.max(distance), same));
  return g.add(positive, g.max(g.scale(negative, -1)));
}

/**
 * BatchHardTripletLoss: one column [n, d], a class a row.
 * loss = mean_i max(0, farthest of i's class - nearest of another + margin). Source: Hermans et al. 2017 (arXiv:1703.07737).
 */
export const batchHard = ({ distance_metric, margin }: BatchTripletParameters): Loss => ({
  graph(vectors) {
    const { g } = vectors;
    return meanOverRows(g, g.relu(g.add(hardest(vectors, distance_metric), g.constant(margin))));
  },
  feeds: labelFeeds,
});

/** BatchHardSoftMarginTripletLoss: ln(1 + exp(·)) in place of a margin. */
export const batchHardSoftMargin = ({
  distance_metric,
}: Pick<BatchTripletParameters, 'distance_metric'>): Loss => ({
  graph: (vectors) => meanOverRows(vectors.g, softplus(vectors.g, hardest(vectors, distance_metric))),
  feeds: labelFeeds,
});

/** Σ weight ⊙ D + constant, the weights as mined from D. */
function mined(metric: BatchDistance, select: Mining['select']): Loss {
  const distances = distanceMatrices[metric];
  return {
    graph(vectors) {
      const { g, at } = vectors;
      const weight = g.input(`mined.weight.${at}`, ['n', 'n']);
      const sum = g.sum(g.mul(distances(vectors), weight), [0, 1]);
      return g.add(sum, g.input(`mined.constant.${at}`, [1, 1]));
    },
    mining: { distances, select },
  };
}

/** Of a triplet's distances, what counts: D[anchor, positive] - D[anchor, negative] + margin where that is above 0. */
class Triplets {
  readonly weight: Float64Array;
  count = 0;

  constructor(
    private readonly distances: Float32Array,
    private readonly rows: number,
    private readonly margin: number,
  ) {
    this.weight = new Float64Array(rows * rows);
  }

  at = (anchor: number, other: number): number => this.distances[anchor * this.rows + other] ?? 0;

  add(anchor: number, positive: number, negative: number): void {
    if (this.at(anchor, positive) - this.at(anchor, negative) + this.margin <= 1e-16) return;
    this.weight[anchor * this.rows + positive]! += 1;
    this.weight[anchor * this.rows + negative]! -= 1;
    this.count++;
  }

  /** Their sum divided by `by`. */
  over(by: number): { weight: Float32Array; constant: number } {
    const share = by > 0 ? 1 / by : 0;
    return {
      weight: Float32Array.from(this.weight, (value) => value * share),
      constant: this.count * this.margin * share,
    };
  }
}

/**
 * BatchAllTripletLoss: one column [n, d], a class a row. The mean over all triplets of the batch that are above 0 of
 * D[anchor, positive] - D[anchor, negative] + margin. Source: Hermans et al. 2017.
 */
export const batchAll = ({ distance_metric, margin }: BatchTripletParameters): Loss =>
  mined(distance_metric, (distances, batch) => {
    const labels = numbersOf(batch);
    const triplets = new Triplets(distances, batch.rows, margin);
    labels.forEach((label, anchor) => {
      const negatives = labels.flatMap((other, i) => (other === label ? [] : [i]));
      labels.forEach((other, positive) => {
        if (other !== label || positive === anchor) return;
        for (const negative of negatives) triplets.add(anchor, positive, negative);
      });
    });
    return triplets.over(triplets.count);
  });

/**
 * BatchSemiHardTripletLoss: one column [n, d], a class a row. Each pair of a class meets the nearest text of another class
 * that is farther than they are from each other, or else the farthest there is. The mean over all pairs.
 * Source: Schroff et al. 2015 (arXiv:1503.03832).
 */
export const batchSemiHard = ({ distance_metric, margin }: BatchTripletParameters): Loss =>
  mined(distance_metric, (distances, batch) => {
    const labels = numbersOf(batch);
    const triplets = new Triplets(distances, batch.rows, margin);
    const { at } = triplets;
    let pairs = 0;
    labels.forEach((label, anchor) => {
      const negatives = labels
        .flatMap((other, i) => (other === label ? [] : [i]))
        .sort((a, b) => at(anchor, a) - at(anchor, b));
      labels.forEach((other, positive) => {
        if (other !== label || positive === anchor) return;
        pairs++;
        const outside = negatives.find((i) => at(anchor, i) > at(anchor, positive));
        // With no other class in the batch, sentence-transformers takes the anchor's least distance: that from itself.
        triplets.add(anchor, positive, outside ?? negatives.at(-1) ?? anchor);
      });
    });
    return triplets.over(pairs);
  });
