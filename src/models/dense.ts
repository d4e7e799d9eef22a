import type { Tensor } from '../engine/graph';
import { denseShapes, type Block, type Shapes } from './architectures/block';
import type { EncoderModel } from './encoder-types';
import type { Dense } from './types';

/** torch's classes for them, as a Dense module's config.json has them. */
export const denseActivations: Record<Dense['activation'], string> = {
  identity: 'torch.nn.modules.linear.Identity',
  tanh: 'torch.nn.modules.activation.Tanh',
  relu: 'torch.nn.modules.activation.ReLU',
  gelu: 'torch.nn.modules.activation.GELU',
};

/** A Dense module's weights, in the order of its file; behind its path among the model's. */
export const linearShapes = ({ out_features, in_features, bias }: Dense): Shapes =>
  denseShapes('linear', out_features, in_features, bias);

/** The weights of all of them as the model names them. */
export function denseWeights(dense: readonly Dense[]): Shapes {
  const shapes: Shapes = {};
  for (const module of dense)
    for (const [name, shape] of Object.entries(linearShapes(module)))
      shapes[`${module.path}.${name}`] = shape;
  return shapes;
}

/** [texts, width] -> [texts, the last one's out_features] */
export function denseGraph(block: Block, x: Tensor, dense: readonly Dense[]): Tensor {
  return dense.reduce((input, { path, activation }) => {
    const y = block.dense(input, `${path}.linear`);
    if (activation === 'identity') return y;
    return activation === 'tanh' ? block.g.tanh(y) : block.activation(y, activation);
  }, x);
}

/** How many numbers the vector of a text has. */
export const dimensionOf = ({ config, dense = [] }: Pick<EncoderModel, 'config' | 'dense'>): number =>
  dense.at(-1)?.out_features ?? config.hidden_size;
