import type { AdaptiveLayerParameters } from './adaptive-layer';
import type { LossChoice } from './table';

/** A loss, inside MatryoshkaLoss where there are dimensions, and that inside AdaptiveLayerLoss. */
export interface LossSettings {
  loss: LossChoice;
  /** None: the loss of the whole vectors. */
  matryoshkaDims: number[];
  matryoshkaWeights: number[];
  /** MatryoshkaLoss' n_dims_per_step: so many of them by lot each step; -1: all. */
  nDimsPerStep: number;
  /** null: of the last layer's vectors only. */
  adaptiveLayer: AdaptiveLayerParameters | null;
}

/** MultipleNegativesRankingLoss inside MatryoshkaLoss. */
export const matryoshkaRanking = (
  matryoshkaDims: number[],
  matryoshkaWeights = matryoshkaDims.map(() => 1),
): LossSettings => ({
  loss: { name: 'MultipleNegativesRankingLoss', parameters: {} },
  matryoshkaDims,
  matryoshkaWeights,
  nDimsPerStep: -1,
  adaptiveLayer: null,
});
