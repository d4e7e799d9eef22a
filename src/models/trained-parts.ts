import { noDropout, type Dropout, type Shapes } from './architectures/block';
import { architectureOf, encoderWeights } from './architectures/table';
import { denseWeights } from './dense';
import type { EncoderModel } from './encoder-types';
import { modelAdapterShapes, type Lora } from './lora';
import type { EncoderConfig } from './types';

/** Which weights of a model are trained. */
export interface TrainedParts {
  /** Whether the embeddings are, norm and all. */
  embeddings: boolean;
  /** The first layer that is; before it, embeddings are frozen too. */
  firstLayer: number;
  /** Only adapters are, in the layers that are not frozen. */
  lora: Lora | null;
  dropout: Dropout;
  /** Whether the layers' matrix products are computed in float16. */
  halfProducts?: boolean;
}

/** Nothing is frozen. */
export const everything: TrainedParts = { embeddings: true, firstLayer: 0, lora: null, dropout: noDropout };

/** Names and shapes of all weights that a model computes with, in checkpoint order. */
export const modelWeights = ({ config, dense = [] }: Pick<EncoderModel, 'config' | 'dense'>): Shapes => ({
  ...encoderWeights(config),
  ...denseWeights(dense),
});

export const trainsEmbeddings = ({ embeddings, firstLayer, lora }: Omit<TrainedParts, 'dropout'>): boolean =>
  embeddings && firstLayer === 0 && !lora;

/** The bias by relative position is every layer's: it is trained only where all layers are. */
export const trainsRelative = ({ firstLayer, lora }: TrainedParts): boolean => firstLayer === 0 && !lora;

/** The layers whose input changes as the model is trained: what those before are given stays as it is. */
export function learningInputs(config: EncoderConfig, parts: Omit<TrainedParts, 'dropout'>): number[] {
  const first = trainsEmbeddings(parts) ? 0 : parts.firstLayer + 1;
  const count = Math.max(0, architectureOf(config).layers.length - first);
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Names and shapes of what is trained; adapters are not among the model's own weights. */
export function trainedWeights(model: Pick<EncoderModel, 'config' | 'dense'>, parts: TrainedParts): Shapes {
  const { firstLayer, lora } = parts;
  if (lora) return modelAdapterShapes(model.config, lora, firstLayer);
  const frozen = frozenPrefixes(model.config, parts);
  return Object.fromEntries(
    Object.entries(modelWeights(model)).filter(([name]) => !frozen.some((prefix) => name.startsWith(prefix))),
  );
}

/** What the names of frozen weights begin with. */
function frozenPrefixes(config: EncoderConfig, parts: TrainedParts): string[] {
  const { embeddings, layers, relative } = architectureOf(config);
  return [
    ...layers.slice(0, parts.firstLayer).map(({ prefix }) => prefix),
    ...(trainsEmbeddings(parts)
      ? []
      : [...embeddings.tables.map(({ weight }) => weight), ...Object.keys(embeddings.weights)]),
    ...(relative && !trainsRelative(parts) ? [relative.weight] : []),
  ];
}
