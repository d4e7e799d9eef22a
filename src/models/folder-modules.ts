import { HoneError } from '../errors/hone-error';
import { ConfigReader } from './config-reader';
import { denseActivations } from './dense';
import type { FolderFiles, JsonObject } from './folder-files';
import { poolingFlags, poolings } from './pooling';
import type { Dense, EncoderConfig, LoadedModel } from './types';

const unsupported = (reason: string) => new HoneError('model/unsupported', { reason });

/** Both spellings of modules.json's types: 'sentence_transformers.models.Pooling' and 6.x's longer module paths. */
const moduleKind = (module: JsonObject): string => String(module['type']).split('.').at(-1)!;

/**
 * What modules.json puts behind the encoder: a Pooling, any number of Dense modules, Normalize. A folder without
 * modules.json is a plain encoder, for which sentence-transformers takes the mean.
 */
export function readModules(files: FolderFiles, config: EncoderConfig): PoolingModule & { dense: Dense[] } {
  const modules = files.list('modules.json');
  if (!modules) return { pooling: 'mean', includePrompt: true, dense: [] };
  const kinds = modules.map(moduleKind);
  if (!/^Transformer Pooling( Dense)*( Normalize)*$/.test(kinds.join(' '))) {
    throw unsupported(
      `its modules are ${kinds.join(', ')}, and only Transformer, Pooling, Dense and Normalize in this order are supported`,
    );
  }
  const paths = modules.map((module) => String(module['path'] ?? ''));
  if (paths[0] !== '') throw unsupported('its encoder is in a folder of its own');
  const module = readPooling(files, paths[1]!, config.hidden_size);
  let width = config.hidden_size;
  const dense = paths.slice(2, kinds.lastIndexOf('Dense') + 1).map((path) => {
    const layer = readDense(files, path, width);
    width = layer.out_features;
    return layer;
  });
  return { ...module, dense };
}

type PoolingModule = Pick<LoadedModel, 'pooling' | 'includePrompt'>;

function readPooling(files: FolderFiles, path: string, hidden: number): PoolingModule {
  const file = `${path}/config.json`;
  const settings = files.json(file);
  if (!settings) throw files.missing(file);
  const width = settings['word_embedding_dimension'] ?? settings['embedding_dimension'];
  if (width !== undefined && width !== hidden)
    throw files.corrupt(file, `its dimension is ${String(width)}, the encoder's ${hidden}`);
  const modes = poolingModes(settings);
  const mode = poolings.find((known) => known === modes[0]);
  if (modes.length !== 1 || !mode) {
    const asked = modes.join(' and ') || 'none';
    throw unsupported(`its pooling is ${asked}, and only one of ${poolings.join(', ')} is supported`);
  }
  return { pooling: mode, includePrompt: settings['include_prompt'] !== false };
}

/** `pooling_mode` since sentence-transformers 6, one boolean a mode before. */
function poolingModes(settings: JsonObject): string[] {
  const mode = settings['pooling_mode'];
  if (mode !== undefined) return (Array.isArray(mode) ? mode : [mode]).map(String);
  return Object.entries(settings)
    .filter(([key, value]) => key.startsWith('pooling_mode_') && value === true)
    .map(
      ([key]) => poolings.find((known) => poolingFlags[known] === key) ?? key.replace('pooling_mode_', ''),
    );
}

function readDense(files: FolderFiles, path: string, width: number): Dense {
  const file = `${path}/config.json`;
  const settings = files.json(file);
  if (!settings) throw files.missing(file);
  const config = new ConfigReader(files, file, settings);
  if (config.flag('use_residual', false)) throw unsupported('its Dense module has a residual connection');
  const input = config.text('module_input_name', 'sentence_embedding');
  const output = config.text('module_output_name', input);
  if (input !== 'sentence_embedding' || output !== input)
    throw unsupported(`its Dense module works on ${input}, not on the text's vector`);
  const name = config.text('activation_function', denseActivations.tanh);
  const activations = Object.entries(denseActivations) as [Dense['activation'], string][];
  const known = activations.find(
    ([, full]) => name.startsWith('torch.nn.') && full.split('.').at(-1) === name.split('.').at(-1),
  );
  if (!known) {
    const names = activations.map(([, full]) => full.split('.').at(-1)).join(', ');
    throw unsupported(`its Dense module's activation is ${name}, and only ${names} are supported`);
  }
  const dense: Dense = {
    path,
    in_features: config.size('in_features', width),
    out_features: config.size('out_features', width),
    bias: config.flag('bias', true),
    activation: known[0],
  };
  if (dense.in_features !== width)
    throw config.corrupt(`in_features is ${dense.in_features}, what comes before gives ${width}`);
  return dense;
}
