import { pairSimilarities, similarityNames, type SimilarityName } from './pair-similarity';

type BinaryMetric =
  'accuracy' | 'accuracy_threshold' | 'f1' | 'f1_threshold' | 'precision' | 'recall' | 'ap' | 'mcc';
export type BinaryClassificationMetrics = Record<`${SimilarityName}_${BinaryMetric}`, number>;

interface Scored {
  /** Larger is nearer. */
  score: number;
  positive: boolean;
}

/** Rows of one score, from the nearest down, and how many up to there are positives and how many there are at all. */
interface Cut {
  score: number;
  /** The score of the next rows; none after the last. */
  next: number | undefined;
  found: number;
  taken: number;
}

function cutsOf(rows: readonly Scored[]): Cut[] {
  const sorted = [...rows].sort((a, b) => b.score - a.score);
  let found = 0;
  return sorted.flatMap(({ score, positive }, i) => {
    if (positive) found++;
    const next = sorted[i + 1]?.score;
    return next === score ? [] : [{ score, next, found, taken: i + 1 }];
  });
}

const threshold = ({ score, next }: Cut): number => (next === undefined ? score : (score + next) / 2);

/** The cut that `measure` is largest at, the first of equals; null where none is above `least`. */
function bestCut(cuts: readonly Cut[], least: number, measure: (cut: Cut) => number): Cut | null {
  let [best, highest]: [Cut | null, number] = [null, least];
  for (const cut of cuts) {
    const value = measure(cut);
    if (value > highest) [best, highest] = [cut, value];
  }
  return best;
}

/** AP = Σ_cuts (recall - recall before) · precision, as scikit-learn has it. */
function averagePrecision(cuts: readonly Cut[], positives: number): number {
  let [sum, before] = [0, 0];
  for (const { found, taken } of cuts) {
    sum += ((found - before) / positives) * (found / taken);
    before = found;
  }
  return sum;
}

/** Matthews' correlation of labels and predictions; 0 where either is constant. */
function matthews(tp: number, fp: number, positives: number, rows: number): number {
  const [fn, tn] = [positives - tp, rows - positives - fp];
  const below = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
  return below === 0 ? 0 : (tp * tn - fp * fn) / below;
}

function metricsOf(rows: readonly Scored[], sign: 1 | -1): Record<BinaryMetric, number> {
  const count = rows.length;
  const positives = rows.filter(({ positive }) => positive).length;
  const negatives = count - positives;
  const cuts = cutsOf(rows);
  // Nothing taken for similar: every negative is right.
  const right = ({ found, taken }: Cut): number => (found + negatives - (taken - found)) / count;
  const accurate = bestCut(cuts, negatives / count, right);
  const f1Of = ({ found, taken }: Cut): number => (2 * found) / (taken + positives);
  const f1 = bestCut(cuts, 0, f1Of);
  const above = cuts[0]?.score ?? 0;
  const f1Threshold = f1 ? threshold(f1) : 0;
  const predicted = rows.filter(({ score }) => score >= f1Threshold);
  const tp = predicted.filter(({ positive }) => positive).length;
  return {
    accuracy: accurate ? right(accurate) : negatives / count,
    accuracy_threshold: sign * (accurate ? threshold(accurate) : above),
    f1: f1 ? f1Of(f1) : 0,
    f1_threshold: sign * f1Threshold,
    precision: f1 ? f1.found / f1.taken : 0,
    recall: f1 ? f1.found / positives : 0,
    ap: positives === 0 ? 0 : averagePrecision(cuts, positives),
    mcc: matthews(tp, predicted.length - tp, positives, count),
  };
}

/**
 * BinaryClassificationEvaluator: how well a threshold on the similarity tells pairs of the same meaning (1) from others (0).
 * a, b: row-major [n, width]. Distances' thresholds are distances: at most so far apart.
 */
export function binaryClassification(
  a: Float32Array,
  b: Float32Array,
  width: number,
  labels: readonly number[],
): BinaryClassificationMetrics {
  const metrics = similarityNames.flatMap((name) => {
    const rows = Array.from(pairSimilarities(a, b, width, name), (score, row) => ({
      score,
      positive: labels[row] === 1,
    }));
    const sign = name === 'manhattan' || name === 'euclidean' ? -1 : 1;
    return Object.entries(metricsOf(rows, sign)).map(([metric, value]) => [`${name}_${metric}`, value]);
  });
  return Object.fromEntries(metrics) as BinaryClassificationMetrics;
}
